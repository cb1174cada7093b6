package engine

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// mountSharing mounts a new file system that can share blocks, and returns its
// folder.
func mountSharing(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a file system")
	}
	top := t.TempDir()
	image, folder := filepath.Join(top, "image"), filepath.Join(top, "mnt")
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Truncate(image, 1<<30), os.Mkdir(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "mkfs.xfs", "-q", "-m", "reflink=1", image).CombinedOutput(); err != nil {
		out2, err2 := exec.CommandContext(t.Context(), "mkfs.btrfs", "-q", image).CombinedOutput()
		if err2 != nil {
			missing := t.Skipf
			if os.Getenv("CI") == "true" {
				missing = t.Fatalf
			}
			missing("no tool makes a file system that shares blocks: %v %s, %v %s", err, out, err2, out2)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "mount", "-o", "loop", image, folder).CombinedOutput(); err != nil {
		t.Skipf("mounting: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.CommandContext(context.WithoutCancel(t.Context()), "umount", folder).CombinedOutput(); err != nil {
			t.Errorf("unmounting: %v %s", err, out)
		}
	})
	return folder
}

func TestCloneSharesBlocksWhereItCan(t *testing.T) {
	c, from, to := copierBetween(t, mountSharing(t))
	writeSparse(t, filepath.Join(from, "f"))
	if err := c.file(t.Context(), "f"); err != nil {
		t.Fatal(err)
	}
	if c.method != MethodReflink || c.bytes != 64<<20 {
		t.Errorf("%s of %d bytes", c.method, c.bytes)
	}
	same(t, filepath.Join(from, "f"), filepath.Join(to, "f"))
	// What one side writes, the other does not see.
	if err := os.WriteFile(filepath.Join(to, "f"), []byte("changed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(filepath.Join(from, "f")); err != nil || string(content[:9]) != "some data" {
		t.Errorf("the source reads %q, %v", content[:9], err)
	}
}

func TestCloneCopiesAcrossFileSystems(t *testing.T) {
	top := mountSharing(t)
	c, from, _ := copierBetween(t, t.TempDir())
	root, err := os.OpenRoot(top)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c.to = root
	writeSparse(t, filepath.Join(from, "f"))
	if err := c.file(t.Context(), "f"); err != nil {
		t.Fatal(err)
	}
	if c.method != MethodCopy {
		t.Errorf("%s between two file systems", c.method)
	}
	same(t, filepath.Join(from, "f"), filepath.Join(top, "f"))
}
