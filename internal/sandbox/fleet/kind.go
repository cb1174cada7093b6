package fleet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// ErrNoEngine is returned for a cluster whose kind of server is not installed.
var ErrNoEngine = errors.New("no such kind of server is installed")

// kindFile holds the kind of server that a unit's data is for, as New was told
// to call it.
const kindFile = "kind"

// engineOf returns the kind of server of a unit that has data, and what runs it.
func (f *Fleet) engineOf(u *unit) (kind string, e engine.Engine, err error) {
	content, err := os.ReadFile(filepath.Join(u.folder, kindFile))
	if err != nil {
		return "", nil, fmt.Errorf("reading what kind of server %s has: %w", filepath.Base(u.folder), err)
	}
	kind = strings.TrimSpace(string(content))
	e, err = f.engineNamed(kind)
	return kind, e, err
}

func (f *Fleet) engineNamed(kind string) (engine.Engine, error) {
	if e := f.engines[kind]; e != nil {
		return e, nil
	}
	return nil, fmt.Errorf("finding a server for %s: %w", kind, ErrNoEngine)
}

// keepKind notes what kind of server a unit's data is for.
func (u *unit) keepKind(kind string) error {
	if err := os.WriteFile(filepath.Join(u.folder, kindFile), []byte(kind+"\n"), 0o644); err != nil {
		return fmt.Errorf("noting what kind of server %s has: %w", filepath.Base(u.folder), err)
	}
	return nil
}
