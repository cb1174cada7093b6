package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// endWithParent does nothing: macOS has no signal for a parent's death. A server
// whose parent was killed stays until stopLeftover meets it.
func endWithParent(*syscall.SysProcAttr, syscall.Signal) {}

// processesIn returns the server that runs in the data folder, if any: the
// process that its pid file names, when that one was started for this folder.
func (p product) processesIn(ctx context.Context, data string) ([]int, error) {
	content, err := os.ReadFile(filepath.Join(data, p.pidFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for a server's process: %w", err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return nil, fmt.Errorf("reading the server's process id: %w", err)
	}
	// ps fails when there is no such process.
	out, err := exec.CommandContext(ctx, "/bin/ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil || !strings.Contains(string(out), data+" ") {
		return nil, context.Cause(ctx)
	}
	return []int{pid}, nil
}

// hasStopped tells whether a process is stopped after SIGSTOP.
func hasStopped(ctx context.Context, pid int) (bool, error) {
	out, err := exec.CommandContext(ctx, "/bin/ps", "-o", "state=", "-p", strconv.Itoa(pid)).Output()
	return strings.HasPrefix(strings.TrimSpace(string(out)), "T"), err
}

// reflink makes the file name in to share the blocks of from, or returns
// errors.ErrUnsupported and makes none. See clonefile(2).
func reflink(from *os.File, to *os.Root, name string) error {
	folder, err := to.Open(path.Dir(name))
	if err != nil {
		return err
	}
	defer folder.Close()
	err = unix.Fclonefileat(int(from.Fd()), int(folder.Fd()), path.Base(name), unix.CLONE_NOOWNERCOPY)
	if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.EXDEV) {
		return fmt.Errorf("sharing blocks: %w: %w", errors.ErrUnsupported, err)
	}
	return err
}
