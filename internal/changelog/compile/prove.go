package compile

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// ErrDiffers is reported when a compiled changelog leads to another database
// than Liquibase's own update.
var ErrDiffers = errors.New("the compiled changelog leads to another database than Liquibase's update")

// prove applies the compiled changelog to an empty database the way converge
// does, and compares it with the one that Liquibase updated. suspects are
// changesets whose SQL is not all that Liquibase sent.
func prove(ctx context.Context, c artifact.Compiled, real, compiled *scratch.Server, suspects []string) error {
	via, err := compiled.Database()
	if err != nil {
		return err
	}
	if _, err := migrate.Apply(ctx, via, c, migrate.Options{}, nil); err != nil {
		return fmt.Errorf("applying the compiled changelog to a scratch database: %w", err)
	}
	difference, err := compare(ctx, real, compiled)
	if err != nil || difference == "" {
		return err
	}
	named := blame(c, difference)
	for _, key := range suspects {
		if !slices.Contains(named, key) {
			named = append(named, key)
		}
	}
	if len(named) == 0 {
		return fmt.Errorf("%w: %s", ErrDiffers, difference)
	}
	return fmt.Errorf("%w: %s; look at changeset %s", ErrDiffers, difference, strings.Join(named, ", "))
}

// compare says where two databases differ first, "" when they do not.
func compare(ctx context.Context, real, compiled *scratch.Server) (string, error) {
	want, err := real.Schema(ctx)
	if err != nil {
		return "", err
	}
	got, err := compiled.Schema(ctx)
	if err != nil {
		return "", err
	}
	for i := range max(len(want), len(got)) {
		if w, g := at(want, i), at(got, i); w != g {
			return fmt.Sprintf("the schema has %s instead of %s", g, w), nil
		}
	}
	wantRows, err := real.Rows(ctx)
	if err != nil {
		return "", err
	}
	gotRows, err := compiled.Rows(ctx)
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
	return fmt.Sprintf("%q", lines[i])
}

// blame names the last changesets whose statements, or whose description in the
// history, mention what the difference is about.
func blame(c artifact.Compiled, difference string) []string {
	words := strings.FieldsFunc(difference, func(r rune) bool { return !strings.ContainsRune("_$", r) && !isAlphanumeric(r) })
	best, named := 0, []string(nil)
	for _, s := range c.Changesets {
		text := strings.ToLower(strings.Join(s.Statements, "\n") + "\n" + s.Description)
		score := 0
		for _, word := range words {
			if len(word) > 2 && !common[strings.ToLower(word)] && strings.Contains(text, strings.ToLower(word)) {
				score++
			}
		}
		if score > 0 && score >= best {
			best, named = score, []string{s.Key()}
		}
	}
	return named
}

// common are words of a difference that say nothing about where it comes from.
var common = map[string]bool{
	"the": true, "schema": true, "has": true, "instead": true, "nothing": true, "more": true, "table": true, "rows": true,
	"public": true, "create": true, "alter": true, "only": true, "add": true, "not": true, "null": true, "default": true, "dbadmin": true, "owner": true,
}

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
