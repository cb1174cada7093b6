package compile_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/changelogtest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

const benchmarked = 1200 // changesets

// BenchmarkCompile is a whole build of a large changelog: two scratch databases,
// Liquibase twice, the proof. Run it with -benchtime=1x.
func BenchmarkCompile(b *testing.B) {
	forEachEngine(b, func(b *testing.B, c corpus) {
		b.Helper()
		for b.Loop() {
			c.compile(b)
		}
	})
}

// BenchmarkApply is what converge does with it, to an empty database.
func BenchmarkApply(b *testing.B) {
	forEachEngine(b, func(b *testing.B, c corpus) {
		b.Helper()
		compiled := c.compile(b)
		onEmptyDatabases(b, c.engine, func(server *scratch.Server) error {
			via, err := server.Database()
			if err != nil {
				return err
			}
			_, err = migrate.Apply(b.Context(), via, compiled, migrate.Options{}, nil)
			return err
		})
	})
}

// BenchmarkLiquibaseUpdate is Liquibase's own update of the same changelog, to
// compare with.
func BenchmarkLiquibaseUpdate(b *testing.B) {
	forEachEngine(b, func(b *testing.B, c corpus) {
		b.Helper()
		onEmptyDatabases(b, c.engine, func(server *scratch.Server) error {
			properties := liquibase.Properties{"liquibase.searchPath": c.dir, "liquibase.command.changelogFile": filepath.ToSlash(c.root)}
			properties["liquibase.command.url"], properties["liquibase.command.username"], properties["liquibase.command.password"] = server.JDBC()
			return c.installed.Run(b.Context(), b.TempDir(), "update", properties)
		})
	})
}

// corpus is a generated changelog, and the Liquibase that reads it.
type corpus struct {
	dir, root, engine string
	installed         *liquibase.Installation
}

func forEachEngine(b *testing.B, measure func(*testing.B, corpus)) {
	b.Helper()
	c := corpus{dir: b.TempDir(), installed: liquibasetest.Installed(b)}
	c.root = changelogtest.Generate(b, c.dir, benchmarked)
	for _, awsEngine := range artifact.Engines {
		c.engine = awsEngine
		b.Run(awsEngine, func(b *testing.B) { measure(b, c) })
	}
}

func (c corpus) compile(b *testing.B) artifact.Compiled {
	b.Helper()
	sources, err := changelog.Collect(changelog.Location{Path: c.root, SearchPaths: []string{c.dir}})
	if err != nil {
		b.Fatal(err)
	}
	compiler := compile.Compiler{Find: func(context.Context) (compile.Runner, error) { return c.installed, nil }}
	compiled, err := compiler.Compile(b.Context(), compile.Input{Sources: sources, Engine: c.engine, Database: "app"})
	if err != nil || len(compiled.Changesets) != benchmarked {
		b.Fatal(len(compiled.Changesets), err)
	}
	return compiled
}

// onEmptyDatabases measures work on a database server of its own each time, but
// not the server's start and end.
func onEmptyDatabases(b *testing.B, awsEngine string, work func(*scratch.Server) error) {
	b.Helper()
	for b.Loop() {
		b.StopTimer()
		server, err := scratch.Open(b.Context(), awsEngine, "app")
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		err = work(server)
		b.StopTimer()
		if err := errors.Join(err, server.Close(b.Context())); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
