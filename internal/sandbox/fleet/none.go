package fleet

import (
	"context"
	"errors"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// None stands in for a Fleet where the control plane is wanted alone: there are
// no servers and no data, whatever is asked for is done at once, and nothing
// answers at the addresses. A thousand clusters cost no more than their records.
type None struct{}

// ErrNoServers is what asking for SQL gets.
var ErrNoServers = errors.New("there are no database servers behind this sandbox")

// Create does nothing.
func (None) Create(context.Context, string, string, Master) error { return nil }

// Clone does nothing.
func (None) Clone(context.Context, string, string) error { return nil }

// SetPassword does nothing.
func (None) SetPassword(context.Context, string, string, string) error { return nil }

// SetTokenLogin does nothing.
func (None) SetTokenLogin(context.Context, string, string, bool) error { return nil }

// Serve does nothing.
func (None) Serve(context.Context, string, engine.Listen, Names) error { return nil }

// Pause does nothing: nobody is there to be in the way.
func (None) Pause(context.Context, string, engine.Listen, bool, func()) (bool, error) {
	return true, nil
}

// Configure does nothing.
func (None) Configure(context.Context, string, map[string]string) error { return nil }

// Halt does nothing.
func (None) Halt(context.Context, string) error { return nil }

// Unserve does nothing.
func (None) Unserve(context.Context, string) error { return nil }

// Remove does nothing.
func (None) Remove(context.Context, string) error { return nil }

// Load returns ErrNoServers.
func (None) Load(context.Context, string, string, string, string) error { return ErrNoServers }

// Close does nothing.
func (None) Close(context.Context) error { return nil }
