package compile_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/changelogtest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
)

const benchmarked = 1200 // changesets

// BenchmarkCompile is a whole build of a large changelog: two scratch databases,
// Liquibase twice, the proof. Run it with -benchtime=1x.
func BenchmarkCompile(b *testing.B) {
	installed := liquibasetest.Installed(b)
	dir := b.TempDir()
	root := changelogtest.Generate(b, dir, benchmarked)
	for _, awsEngine := range artifact.Engines {
		b.Run(awsEngine, func(b *testing.B) {
			for b.Loop() {
				sources, err := changelog.Collect(changelog.Location{Path: root, SearchPaths: []string{dir}})
				if err != nil {
					b.Fatal(err)
				}
				c := compile.Compiler{Find: func(context.Context) (compile.Runner, error) { return installed, nil }}
				compiled, err := c.Compile(b.Context(), compile.Input{Sources: sources, Engine: awsEngine, Database: "app"})
				if err != nil || len(compiled.Changesets) != benchmarked {
					b.Fatal(len(compiled.Changesets), err)
				}
			}
		})
	}
}

// BenchmarkLiquibaseUpdate is Liquibase's own update of the same changelog, to
// compare with.
func BenchmarkLiquibaseUpdate(b *testing.B) {
	installed := liquibasetest.Installed(b)
	dir := b.TempDir()
	root := changelogtest.Generate(b, dir, benchmarked)
	for _, awsEngine := range artifact.Engines {
		b.Run(awsEngine, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				server, err := scratch.Open(b.Context(), awsEngine, "app")
				if err != nil {
					b.Fatal(err)
				}
				properties := liquibase.Properties{"liquibase.searchPath": dir, "liquibase.command.changelogFile": filepath.ToSlash(root)}
				properties["liquibase.command.url"], properties["liquibase.command.username"], properties["liquibase.command.password"] = server.JDBC()
				b.StartTimer()
				err = installed.Run(b.Context(), b.TempDir(), "update", properties)
				b.StopTimer()
				if err != nil {
					b.Fatal(err)
				}
				if err := server.Close(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}
