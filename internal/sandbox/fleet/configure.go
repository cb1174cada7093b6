package fleet

import (
	"context"
	"fmt"
)

// Configure has the cluster's server take other settings; nil when there is none,
// for the next Serve brings them along.
func (f *Fleet) Configure(ctx context.Context, id string, settings map[string]string) error {
	u := f.unit(id)
	u.mu.RLock()
	defer u.mu.RUnlock()
	if u.server == nil || hasExited(u.server) {
		return nil
	}
	if err := u.server.Configure(ctx, settings); err != nil {
		return fmt.Errorf("configuring the server of %s: %w", id, err)
	}
	return nil
}
