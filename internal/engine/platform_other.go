//go:build !linux && !darwin

package engine

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Local servers run on Linux and macOS. Elsewhere the program still builds, for
// everything else it does, and Init and Start return errors.ErrUnsupported.

func owner(fs.FileInfo) (uid, gid uint32, err error) { return 0, 0, errors.ErrUnsupported }

func lockFile(string) (*os.File, error) { return nil, errors.ErrUnsupported }

func attributes(account) *syscall.SysProcAttr { return nil }

func endWithParent(*syscall.SysProcAttr, syscall.Signal) {}

func extent(*os.File, int64) (start, end int64, err error) { return 0, 0, errors.ErrUnsupported }

func (product) processesIn(context.Context, string) ([]int, error) { return nil, errors.ErrUnsupported }

const (
	signalStop     = syscall.SIGTERM
	signalContinue = syscall.SIGTERM
)

func hasStopped(context.Context, int) (bool, error) { return false, errors.ErrUnsupported }

func reflink(*os.File, *os.Root, string) error { return errors.ErrUnsupported }
