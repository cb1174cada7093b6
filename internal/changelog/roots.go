package changelog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// roots are the folders that Liquibase calls its search path. Nothing outside
// them is read.
type roots []*os.Root

func openRoots(dirs []string) (roots, error) {
	var all roots
	for _, dir := range dirs {
		root, err := os.OpenRoot(dir)
		if err != nil {
			all.close()
			return nil, fmt.Errorf("opening search path %s: %w", dir, withoutOp(err))
		}
		all = append(all, root)
	}
	return all, nil
}

func (r roots) close() {
	for _, root := range r {
		_ = root.Close()
	}
}

// find returns the root that has the file or folder; the first, for a folder.
func (r roots) find(name string) (*os.Root, error) {
	var found *os.Root
	var missing error
	for _, root := range r {
		info, err := root.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = err
		case err != nil:
			return nil, err
		case found != nil && !info.IsDir():
			return nil, fmt.Errorf("%w: %s and %s", ErrAmbiguous, found.Name(), root.Name())
		case found == nil:
			found = root
		}
	}
	if found == nil {
		return nil, missing
	}
	return found, nil
}

// walk visits a folder in every root that has it.
func (r roots) walk(dir string, visit fs.WalkDirFunc) error {
	var missing error
	there := false
	for _, root := range r {
		if _, err := root.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			missing = err
			continue
		}
		there = true
		if err := fs.WalkDir(root.FS(), dir, visit); err != nil {
			return err
		}
	}
	if !there {
		return missing
	}
	return nil
}
