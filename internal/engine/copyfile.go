package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// piece is how much of a file is copied between two looks at ctx.
const piece = 16 << 20

// file copies one file, sharing its blocks when that is possible. A file that
// is gone is none to copy.
func (c *copier) file(ctx context.Context, name string) error {
	from, err := c.from.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	if c.method == MethodReflink {
		err := reflink(from, c.to, name)
		if err == nil {
			c.bytes += info.Size()
			return c.give(name)
		}
		if !errors.Is(err, errors.ErrUnsupported) {
			return fmt.Errorf("copying %q: %w", name, err)
		}
		c.method = MethodCopy
	}
	to, err := c.to.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := copyData(ctx, to, from, info.Size())
	c.bytes += n
	if err = errors.Join(err, to.Close()); err != nil {
		return fmt.Errorf("copying %q: %w", name, err)
	}
	return c.give(name)
}

// copyData copies the first size bytes but for the holes, which stay holes, and
// returns how many it copied. What is appended meanwhile is in the WAL; what is
// cut off meanwhile reads as a hole, and replaying the WAL cuts it off too.
func copyData(ctx context.Context, to, from *os.File, size int64) (copied int64, err error) {
	for at := int64(0); at < size; {
		start, end, err := extent(from, at)
		if errors.Is(err, errors.ErrUnsupported) {
			start, end, err = at, size, nil
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return copied, err
		}
		end = min(end, size)
		for at = start; at < end; {
			if ctx.Err() != nil {
				return copied, context.Cause(ctx)
			}
			n, err := copyRange(to, from, at, min(end-at, piece))
			copied += n
			at += n
			if errors.Is(err, io.EOF) {
				return copied, to.Truncate(size)
			}
			if err != nil {
				return copied, err
			}
		}
	}
	return copied, to.Truncate(size)
}

// copyRange copies n bytes at position at, through the kernel where it can:
// io.CopyN finds copy_file_range(2) behind *os.File.
func copyRange(to, from *os.File, at, n int64) (int64, error) {
	if _, err := from.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	if _, err := to.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	return io.CopyN(to, from, n)
}

// write makes a file of the clone with this content.
func (c *copier) write(name, content string) error {
	if err := c.to.WriteFile(name, []byte(content), 0o600); err != nil {
		return fmt.Errorf("writing %q: %w", name, err)
	}
	c.bytes += int64(len(content))
	return c.give(name)
}
