//go:build linux || darwin

package engine

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// The signals that stop a process for a moment and let it go on.
const (
	signalStop     = unix.SIGSTOP
	signalContinue = unix.SIGCONT
)

// owner returns the user and group that a file belongs to.
func owner(info fs.FileInfo) (uid, gid uint32, err error) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, fmt.Errorf("reading the owner of %q: %w", info.Name(), errors.ErrUnsupported)
	}
	return stat.Uid, stat.Gid, nil
}

// lockFile takes the lock that path stands for, for as long as the returned
// file is open; ErrInUse when another process, or another call, holds it. The
// kernel releases it when this process ends, however it ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the folder's lock: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = ErrInUse
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking %q: %w", path, err), f.Close())
	}
	return f, nil
}

// attributes makes a child run as the account, in a process group of its own,
// so that Ctrl-C reaches us alone.
func attributes(a account) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.other {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// extent returns where the first data of f at or after position at begins and
// ends: io.EOF when only a hole follows, errors.ErrUnsupported when the file
// system cannot tell. See lseek(2), SEEK_DATA.
func extent(f *os.File, at int64) (start, end int64, err error) {
	start, err = f.Seek(at, unix.SEEK_DATA)
	if err == nil {
		end, err = f.Seek(start, unix.SEEK_HOLE)
	}
	switch {
	case errors.Is(err, unix.ENXIO):
		return 0, 0, io.EOF
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOTSUP):
		return 0, 0, errors.ErrUnsupported
	}
	return start, end, err
}
