package changelog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// collector gathers a changelog's files below one search root.
type collector struct {
	root     *os.Root
	contents map[string][]byte
	total    int
	open     []string        // changelogs being read, outermost first
	done     map[string]bool // changelogs that were read to their end
}

// changelog reads one changelog and everything it names.
func (c *collector) changelog(name string) error {
	if i := slices.Index(c.open, name); i >= 0 {
		return fmt.Errorf("%w: %s", ErrCycle, strings.Join(slices.Concat(c.open[i:], []string{name}), " -> "))
	}
	if c.done[name] {
		return nil
	}
	if len(c.open) == maxDepth {
		return fmt.Errorf("%w: more than %d changelogs deep", ErrTooLarge, maxDepth)
	}
	f, err := formatOf(name)
	if err != nil {
		return err
	}
	if err := c.file(name); err != nil {
		return err
	}
	refs, err := references(f, c.contents[name])
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	c.open = append(c.open, name)
	for _, ref := range refs {
		if err := c.follow(name, ref); err != nil {
			return fmt.Errorf("%s:%d: %s: %w", name, ref.line, ref, err)
		}
	}
	c.open = c.open[:len(c.open)-1]
	c.done[name] = true
	return nil
}

// follow takes in what a reference of the changelog from leads to.
func (c *collector) follow(from string, ref reference) error {
	if strings.Contains(ref.path, "${") {
		return ErrParameter
	}
	name, err := c.resolve(from, ref)
	if err != nil {
		return err
	}
	if ref.optional && c.missing(name) {
		return nil
	}
	switch ref.kind {
	case kindChangelog:
		return c.changelog(name)
	case kindFolder:
		return c.folder(name, ref)
	case kindFile:
		return c.file(name)
	}
	return nil
}

// resolve gives the path below the search root of a file that from names.
func (c *collector) resolve(from string, ref reference) (string, error) {
	below, beside := ref.normalized(), path.Join(path.Dir(from), ref.normalized())
	name := path.Clean(below)
	if ref.relative || ref.either && !c.missing(beside) {
		name = beside
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", ErrOutsideRoot
	}
	return name, nil
}

func (c *collector) missing(name string) bool {
	_, err := c.root.Stat(name)
	return errors.Is(err, fs.ErrNotExist)
}

// folder includes every changelog below a folder in the order of their paths,
// as includeAll does. Files in no changelog format are left out: Liquibase
// skips them with a warning.
func (c *collector) folder(dir string, ref reference) error {
	var names []string
	err := fs.WalkDir(c.root.FS(), dir, func(name string, entry fs.DirEntry, err error) error {
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
	f, err := c.root.Open(name)
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
