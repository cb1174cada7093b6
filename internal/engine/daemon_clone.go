package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// cloneTo makes dir a clone of the daemon's folder, with the files that fill gives
// it: fill knows how they come to be as of one moment. See Server.CloneTo.
func (d *daemon) cloneTo(ctx context.Context, dir string, fill func(context.Context, *copier) error) (Copied, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Copied{}, fmt.Errorf("cloning %q: %w", d.dir, err)
	}
	var copied Copied
	err = stage(dir, d.account, func(data string) error {
		from, err := os.OpenRoot(d.data)
		if err != nil {
			return fmt.Errorf("opening the source: %w", err)
		}
		defer from.Close()
		to, err := os.OpenRoot(data)
		if err != nil {
			return fmt.Errorf("opening the target: %w", err)
		}
		defer to.Close()
		c := newCopier(from, to, d.account)
		if err := fill(ctx, c); err != nil {
			return err
		}
		copied = Copied{Method: c.method, Bytes: c.bytes}
		return nil
	})
	if err != nil {
		return Copied{}, fmt.Errorf("cloning %q to %q: %w", d.dir, dir, err)
	}
	return copied, nil
}
