package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// endWithParent makes a child get a signal when this process is gone. Only
// launch may use it: the signal is tied to a thread.
func endWithParent(attr *syscall.SysProcAttr, signal syscall.Signal) { attr.Pdeathsig = signal }

// processesIn returns the product's processes that run in the data folder:
// servers change into it, their children too, and keep working there.
func (p product) processesIn(_ context.Context, data string) ([]int, error) {
	folder, err := filepath.EvalSymlinks(data)
	if err != nil {
		return nil, fmt.Errorf("looking for processes: %w", err)
	}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	var found []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		// Unreadable: gone meanwhile, or somebody else's, and then not ours to end.
		at, err := os.Readlink(filepath.Join("/proc", entry.Name(), "cwd"))
		if err != nil || at != folder {
			continue
		}
		program, err := os.Readlink(filepath.Join("/proc", entry.Name(), "exe"))
		if err == nil && filepath.Base(program) == p.program {
			found = append(found, pid)
		}
	}
	return found, nil
}

// hasStopped tells whether all threads of a child are stopped after SIGSTOP. See
// waitid(2): WNOWAIT leaves the child to whoever waits for its end.
func hasStopped(_ context.Context, pid int) (bool, error) {
	var info unix.Siginfo
	err := unix.Waitid(unix.P_PID, pid, &info, unix.WSTOPPED|unix.WNOHANG|unix.WNOWAIT, nil)
	if errors.Is(err, unix.EINTR) {
		err = nil
	}
	return info.Signo != 0, err
}

// reflink makes the file name in to share the blocks of from, or returns
// errors.ErrUnsupported and makes none. FICLONE is atomic: the new file has the
// source's content as of one moment. See ioctl_ficlone(2).
func reflink(from *os.File, to *os.Root, name string) error {
	made, err := to.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = unix.IoctlFileClone(int(made.Fd()), int(from.Fd()))
	if err == nil {
		return made.Close()
	}
	for _, cannot := range []error{unix.EOPNOTSUPP, unix.EXDEV, unix.EINVAL, unix.ENOTTY, unix.ENOSYS} {
		if errors.Is(err, cannot) {
			err = fmt.Errorf("sharing blocks: %w: %w", errors.ErrUnsupported, err)
			break
		}
	}
	return errors.Join(err, made.Close(), to.Remove(name))
}
