package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
