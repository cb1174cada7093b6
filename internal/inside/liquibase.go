package inside

import (
	"cmp"
	"context"
	"errors"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/direct"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// Runner is a Liquibase that can be run here.
type Runner interface {
	Apply(ctx context.Context, c artifact.Changelog, files map[string][]byte, login liquibase.Login) error
}

// update has Liquibase itself bring the database up to date, and reads what is
// then on record, whatever came of it.
func (m *Migrator) update(ctx context.Context, at converge.Entrance, via database.Database, report func(string)) ([]converge.Changeset, error) {
	runner, err := m.keys.Liquibase(ctx)
	if err != nil {
		return nil, err
	}
	password, err := m.password(at)(ctx)
	if err != nil {
		return nil, err
	}
	roots := m.keys.Roots
	if len(roots) == 0 {
		roots = direct.RDSRoots()
	}
	report("liquibase update")
	failed := runner.Apply(ctx, m.content.Liquibase.Changelog, m.content.Liquibase.Contents, liquibase.Login{
		Dialect: via.Dialect(), Host: at.Host, Port: at.Port, Database: cmp.Or(via.Name(), at.Database),
		User: at.Username, Password: password, Roots: roots,
	})
	ran, err := migrate.Recorded(context.WithoutCancel(ctx), via)
	return changesets(ran), errors.Join(failed, err)
}
