package changelog

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// collector gathers a changelog's files below its search roots.
type collector struct {
	roots      roots
	parameters map[string]string
	contents   map[string][]byte
	total      int
	open       []string        // changelogs being read, outermost first
	done       map[string]bool // changelogs that were read to their end
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
	for name, value := range c.parameters {
		ref.path = strings.ReplaceAll(ref.path, "${"+name+"}", value)
	}
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
	_, err := c.roots.find(name)
	return errors.Is(err, fs.ErrNotExist)
}
