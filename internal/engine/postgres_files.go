package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

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

// control copies pg_control, last, as pg_basebackup does. The server may be
// rewriting its 8 KB while we read, and a torn one fails its checksum at start;
// so it is read until two readings agree.
func (c *copier) control() error {
	before, err := c.from.ReadFile(controlFile)
	for range 100 {
		if err != nil {
			return fmt.Errorf("reading the control file: %w", err)
		}
		var now []byte
		if now, err = c.from.ReadFile(controlFile); err == nil && bytes.Equal(before, now) {
			return c.write(controlFile, string(now))
		}
		before = now
	}
	return errors.New("reading the control file: it changes all the time")
}
