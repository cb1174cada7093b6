package engine

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// copierBetween returns a copier from one new folder of top to another.
func copierBetween(t *testing.T, top string) (c *copier, from, to string) {
	t.Helper()
	roots := map[string]*os.Root{}
	for _, name := range []string{"from", "to"} {
		if err := os.Mkdir(filepath.Join(top, name), 0o700); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(filepath.Join(top, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = root.Close() })
		roots[name] = root
	}
	return newCopier(roots["from"], roots["to"], account{}), filepath.Join(top, "from"), filepath.Join(top, "to")
}

// writeSparse makes a file of 64 MB that holds data at 0 and 32 MB only.
func writeSparse(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, at := range []int64{0, 32 << 20} {
		if _, err := f.WriteAt(make([]byte, 8192), at); err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte("some data"), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Truncate(64 << 20); err != nil {
		t.Fatal(err)
	}
}

// same compares two files and returns the bytes the second one takes on disk.
func same(t *testing.T, a, b string) (onDisk int64) {
	t.Helper()
	if out, err := exec.Command("cmp", a, b).CombinedOutput(); err != nil {
		t.Errorf("the copy differs: %v %s", err, out)
	}
	info, err := os.Stat(b)
	if err != nil {
		t.Fatal(err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		t.Fatalf("no block count for %q", b)
	}
	return stat.Blocks * 512
}

func TestCopyKeepsHoles(t *testing.T) {
	c, from, to := copierBetween(t, t.TempDir())
	c.method = MethodCopy
	writeSparse(t, filepath.Join(from, "f"))
	if err := c.file(t.Context(), "f"); err != nil {
		t.Fatal(err)
	}
	if onDisk := same(t, filepath.Join(from, "f"), filepath.Join(to, "f")); onDisk > 1<<20 {
		t.Errorf("the copy takes %d bytes on disk", onDisk)
	}
	if c.bytes < 2*8192 || c.bytes > 1<<20 {
		t.Errorf("%d bytes reported", c.bytes)
	}
}

func TestFileCutOffMeanwhileKeepsItsSize(t *testing.T) {
	top := t.TempDir()
	from, err := os.Create(filepath.Join(top, "from"))
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.Create(filepath.Join(top, "to"))
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if _, err := from.WriteString("what is left"); err != nil {
		t.Fatal(err)
	}
	// The size is what it was before it was cut.
	n, err := copyData(t.Context(), to, from, 1<<20)
	if err != nil || n != 12 {
		t.Errorf("%d bytes copied, %v", n, err)
	}
	if info, err := to.Stat(); err != nil || info.Size() != 1<<20 {
		t.Errorf("the copy has %d bytes, %v", info.Size(), err)
	}
}

func TestCancelledCopyStops(t *testing.T) {
	c, from, _ := copierBetween(t, t.TempDir())
	c.method = MethodCopy
	writeSparse(t, filepath.Join(from, "f"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.file(ctx, "f"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the cancellation", err)
	}
}

func TestVanishedFileIsNoneToCopy(t *testing.T) {
	c, _, to := copierBetween(t, t.TempDir())
	if err := c.file(t.Context(), "gone"); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(to); err != nil || len(entries) > 0 {
		t.Errorf("made %v, %v", entries, err)
	}
}

func TestWhatStaysBehind(t *testing.T) {
	for name, want := range map[string]bool{
		"postmaster.pid": true, "postmaster.opts": true, "backup_label.old": true,
		"pg_replslot": false, "pg_replslot/slot": true, "pg_wal": false, "pg_wal/000000010000000000000001": true,
		"pg_wal/archive_status": false, "pg_wal/archive_status/x.done": true,
		"pg_subtrans": false, "pg_subtrans/0000": true, "pg_xact/0000": false, "pg_multixact/offsets/0000": false,
		"base/pgsql_tmp": true, "base/pgsql_tmp/pgsql_tmp1.0": true, "base/5/pg_internal.init": true,
		"global/pg_internal.init.77": true, "base/5/1259": false, "base/5/PG_VERSION": false, "global/pg_control": true,
		"postgresql.auto.conf": false, "pg_logical/replorigin_checkpoint": false, "pg_tblspc": false,
	} {
		if got := leftOut(name); got != want {
			t.Errorf("leftOut(%q) = %t", name, got)
		}
	}
}
