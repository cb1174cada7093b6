package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// copier copies a data folder whose server is running. Both sides are opened as
// roots: no link that appears in either leads out of it.
type copier struct {
	from, to *os.Root
	account  account
	method   Method
	bytes    int64
}

// newCopier returns a copier that tries to share blocks until it is told that
// the file system cannot.
func newCopier(from, to *os.Root, a account) *copier {
	return &copier{from: from, to: to, account: a, method: MethodReflink}
}

const controlFile = "global/pg_control"

// emptyFolders are folders whose content belongs to the running server: the
// clone gets them empty. That the WAL is among them is ours: see wal.
var emptyFolders = map[string]bool{
	"pg_wal": true, "pg_wal/archive_status": true,
	"pg_replslot": true, "pg_dynshmem": true, "pg_notify": true, "pg_serial": true,
	"pg_snapshots": true, "pg_stat_tmp": true, "pg_subtrans": true,
}

// leftOut tells whether a file or folder stays behind. What may stay behind:
// https://www.postgresql.org/docs/15/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP-DATA
func leftOut(name string) bool {
	if dir := path.Dir(name); emptyFolders[dir] && !emptyFolders[name] {
		return true
	}
	switch name {
	case "postmaster.pid", "postmaster.opts", // the source's process
		"backup_label", "backup_label.old", "tablespace_map", "tablespace_map.old", "backup_manifest",
		"postgresql.auto.conf.tmp", "current_logfiles.tmp",
		controlFile: // copied last
		return true
	}
	base := path.Base(name)
	return strings.HasPrefix(base, "pgsql_tmp") || strings.HasPrefix(base, "pg_internal.init")
}

// tree copies everything but what leftOut names. A file or folder that is
// dropped while we are on our way to it is no error: replaying the server's log
// drops it too.
func (c *copier) tree(ctx context.Context, leftOut func(name string) bool) error {
	err := fs.WalkDir(c.from.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case name == ".":
			return nil
		case leftOut(name) && d.IsDir():
			return fs.SkipDir
		case leftOut(name):
			return nil
		case d.IsDir():
			return c.folder(name)
		case d.Type().IsRegular():
			return c.file(ctx, name)
		default:
			return fmt.Errorf("copying %q: neither a file nor a folder: %w", name, errors.ErrUnsupported)
		}
	})
	if err != nil {
		return fmt.Errorf("copying the data: %w", err)
	}
	return nil
}

func (c *copier) folder(name string) error {
	if err := c.to.Mkdir(name, 0o700); err != nil {
		return err
	}
	return c.give(name)
}

func (c *copier) give(name string) error {
	if !c.account.other {
		return nil
	}
	return c.to.Lchown(name, int(c.account.uid), int(c.account.gid))
}

// wal copies the WAL segments from first to last, both of which must be there.
// Their names are 24 hexadecimal digits that sort by time, timeline first, and
// a clone never changes its timeline.
func (c *copier) wal(ctx context.Context, first, last string) error {
	entries, err := fs.ReadDir(c.from.FS(), "pg_wal")
	if err != nil {
		return fmt.Errorf("listing the write-ahead log: %w", err)
	}
	var got []string
	for _, entry := range entries { // sorted by name
		name := entry.Name()
		if len(name) != len(first) || name < first || name > last {
			continue
		}
		if err := c.file(ctx, "pg_wal/"+name); err != nil {
			return fmt.Errorf("copying the write-ahead log: %w", err)
		}
		got = append(got, name)
	}
	if len(got) == 0 || got[0] != first || got[len(got)-1] != last {
		return fmt.Errorf("copying the write-ahead log from %s to %s: only %v is there", first, last, got)
	}
	return nil
}
