package changelog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// folder includes every changelog below a folder in the order of their paths,
// as includeAll does. Files in no changelog format are left out: Liquibase
// skips them with a warning.
func (c *collector) folder(dir string, ref reference) error {
	var names []string
	err := c.roots.walk(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if len(names) == maxFiles {
			return fmt.Errorf("%w: more than %d files", ErrTooLarge, maxFiles)
		}
		if _, err := formatOf(name); err == nil && ref.takes(dir, name) {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return withoutOp(err)
	}
	if len(names) == 0 && !ref.optional {
		return errors.New("the folder holds no changelog")
	}
	slices.Sort(names)
	for _, name := range names {
		if err := c.changelog(name); err != nil {
			return err
		}
	}
	return nil
}

// takes reports whether an includeAll of dir wants the file name, by its depth
// and ending. A file directly in dir has depth 1.
func (r reference) takes(dir, name string) bool {
	depth := 1 + strings.Count(strings.TrimPrefix(strings.TrimPrefix(name, dir), "/"), "/")
	return depth >= r.minDepth && (r.maxDepth == 0 || depth <= r.maxDepth) && strings.HasSuffix(name, r.endsWith)
}

// file carries one file, once, within the bounds.
func (c *collector) file(name string) error {
	if _, ok := c.contents[name]; ok {
		return nil
	}
	if len(c.contents) == maxFiles {
		return fmt.Errorf("%w: more than %d files", ErrTooLarge, maxFiles)
	}
	content, err := c.read(name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", path.Clean(name), withoutOp(err))
	}
	if c.total += len(content); c.total > maxTotalBytes {
		return fmt.Errorf("%w: more than %d MiB in all", ErrTooLarge, maxTotalBytes>>20)
	}
	c.contents[name] = content
	return nil
}

// read returns a regular file's bytes. [os.Root] keeps symbolic links from
// leading out of the search root.
func (c *collector) read(name string) ([]byte, error) {
	root, err := c.roots.find(name)
	if err != nil {
		return nil, err
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	content, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxFileBytes {
		return nil, fmt.Errorf("%w: more than %d MiB", ErrTooLarge, maxFileBytes>>20)
	}
	return content, nil
}

// withoutOp drops the system call and path that an [fs.PathError] repeats, and
// says what os.Root means by an escape.
func withoutOp(err error) error {
	var p *fs.PathError
	if !errors.As(err, &p) {
		return err
	}
	if strings.Contains(p.Err.Error(), "escapes from parent") {
		return ErrOutsideRoot
	}
	return p.Err
}
