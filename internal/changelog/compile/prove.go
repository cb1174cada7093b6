package compile

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// ErrDiffers is reported when a compiled changelog leads to another database
// than Liquibase's own update.
var ErrDiffers = errors.New("what was compiled leads to another database than Liquibase's update")

// errRefused: a database does not take what it took from Liquibase.
var errRefused = errors.New("what was compiled fails where Liquibase came through")

// prove applies the compiled changelog to an empty database the way converge
// does, and compares it with the one that Liquibase updated.
func (j *job) prove(ctx context.Context, compiled artifact.Compiled, updated, applied *scratch.Server) error {
	j.report(fmt.Sprintf("proving %d changesets", len(compiled.Changesets)))
	if err := apply(ctx, compiled, applied); err != nil {
		return err
	}
	difference, err := compare(ctx, updated, applied)
	if err != nil || difference == "" {
		return err
	}
	j.report("looking for the changeset that makes the difference")
	key, err := j.guilty(ctx, compiled)
	if err != nil {
		return fmt.Errorf("%w: %s; looking for the changeset that makes the difference: %w", ErrDiffers, difference, err)
	}
	return fmt.Errorf("changeset %q: %w: %s", key, ErrDiffers, difference)
}

// apply does what converge does.
func apply(ctx context.Context, compiled artifact.Compiled, to *scratch.Server) error {
	via, err := to.Database()
	if err != nil {
		return err
	}
	_, err = migrate.Apply(ctx, via, compiled, migrate.Options{}, nil)
	if database.Refused(err) != nil { // what migrate would have done about it is about a cluster
		return fmt.Errorf("%w: %v", errRefused, err) //nolint:errorlint // with its chain it would have its hint
	}
	if err != nil {
		return fmt.Errorf("applying the compiled changelog to a scratch database: %w", err)
	}
	return nil
}

// guilty finds the first changeset after which the databases differ, by halving:
// each step has Liquibase and us bring two fresh databases to the same one.
func (j *job) guilty(ctx context.Context, compiled artifact.Compiled) (string, error) {
	same, differs := 0, len(compiled.Changesets)
	for same+1 < differs {
		middle := (same + differs) / 2
		difference, err := j.differenceAfter(ctx, compiled, middle)
		if err != nil {
			return "", err
		}
		if difference == "" {
			same = middle
		} else {
			differs = middle
		}
	}
	return compiled.Changesets[differs-1].Key(), nil
}

// differenceAfter compares two databases after the first changesets.
func (j *job) differenceAfter(ctx context.Context, compiled artifact.Compiled, count int) (difference string, err error) {
	compiled.Changesets = compiled.Changesets[:count]
	var updated, applied *scratch.Server
	defer func() { err = errors.Join(err, closeAll(ctx, updated, applied)) }()
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		if updated, err = scratch.Open(within, j.Engine, j.Database); err != nil {
			return err
		}
		settings := j.schema.Properties()
		settings["liquibase.command.url"], settings["liquibase.command.username"], settings["liquibase.command.password"] = updated.JDBC()
		settings["liquibase.command.count"] = strconv.Itoa(count)
		return j.runner.Run(within, j.dir, "update-count", settings)
	})
	group.Go(func() (err error) {
		if applied, err = scratch.Open(within, j.Engine, j.Database); err != nil {
			return err
		}
		return apply(within, compiled, applied)
	})
	if err := group.Wait(); err != nil {
		return "", err
	}
	return compare(ctx, updated, applied)
}

func closeAll(ctx context.Context, servers ...*scratch.Server) error {
	var errs []error
	for _, server := range servers {
		if server != nil {
			errs = append(errs, server.Close(context.WithoutCancel(ctx)))
		}
	}
	return errors.Join(errs...)
}

// compare says where two databases differ first, "" when they do not.
func compare(ctx context.Context, updated, applied *scratch.Server) (string, error) {
	want, err := updated.Schema(ctx)
	if err != nil {
		return "", err
	}
	got, err := applied.Schema(ctx)
	if err != nil {
		return "", err
	}
	for i := range max(len(want), len(got)) {
		if w, g := at(want, i), at(got, i); w != g {
			return fmt.Sprintf("the schema has %s instead of %s", g, w), nil
		}
	}
	wantRows, err := updated.Rows(ctx)
	if err != nil {
		return "", err
	}
	gotRows, err := applied.Rows(ctx)
	if err != nil {
		return "", err
	}
	for _, table := range slices.Sorted(maps.Keys(wantRows)) {
		if wantRows[table] != gotRows[table] {
			return fmt.Sprintf("table %s has %d rows instead of %d", table, gotRows[table], wantRows[table]), nil
		}
	}
	return "", nil
}

func at(lines []string, i int) string {
	if i >= len(lines) {
		return "nothing more"
	}
	return strconv.Quote(lines[i])
}
