package provider

import (
	"context"
	"os"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
)

// findLiquibase finds the Liquibase that applies a changelog itself.
func (s *session) findLiquibase(ctx context.Context) (inside.Runner, error) {
	found, err := liquibase.Find(ctx, s.liquibase())
	if err != nil {
		return nil, err
	}
	return found, nil
}

// liquibase is where Liquibase is looked for: on this machine, then in the
// provider's Docker Engine.
func (s *session) liquibase() liquibase.Environment {
	e := liquibase.Environment{
		Home: os.Getenv("LIQUIBASE_HOME"), JavaHome: os.Getenv("JAVA_HOME"), Path: os.Getenv("PATH"),
		Image: os.Getenv("DBARTIFACT_LIQUIBASE_IMAGE"),
	}
	if s.places.Engine != nil {
		e.Containers = s.places.Engine
	}
	return e
}
