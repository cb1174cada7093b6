package compile

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// maxMemory is how many bytes of compiled changelogs are remembered.
const maxMemory = 256 << 20

// New returns a compiler that runs the Liquibase of an environment and remembers
// in the user's cache folder.
func New(e liquibase.Environment) Compiler {
	return Compiler{
		Find:   func(ctx context.Context) (Runner, error) { return find(ctx, e) },
		Memory: usercache.Open("changelogs", maxMemory),
	}
}

// find keeps a missing installation from becoming a runner that is not nil.
func find(ctx context.Context, e liquibase.Environment) (Runner, error) {
	found, err := liquibase.Find(ctx, e)
	if err != nil {
		return nil, err
	}
	return found, nil
}
