package compile_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

var update = flag.Bool("update", false, "write the golden files anew")

// full is the changelog with everything in it, for one of AWS's engines.
func full(t *testing.T, awsEngine string) compile.Input {
	t.Helper()
	folder := map[string]string{"aurora-postgresql": "postgresql", "aurora-mysql": "mysql"}[awsEngine]
	in := compile.Input{
		Engine: awsEngine, EngineVersion: map[string]string{"postgresql": "16.4", "mysql": "8.0.mysql_aurora.3.08.0"}[folder],
		Database: "app", Contexts: []string{"production"}, Labels: "shop", Parameters: map[string]string{"owner": `Zoë "the \ owner"; #1`},
	}
	var err error
	in.Sources, err = changelog.Collect(changelog.Location{
		Path:        "db/outcomes.xml",
		SearchPaths: []string{filepath.Join("..", "testdata", "full", folder), filepath.Join("..", "testdata", "full", "shared")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// requireServer skips the test where the engine's kind of server is missing.
func requireServer(t *testing.T, awsEngine string) {
	t.Helper()
	err := scratch.Available(awsEngine)
	if errors.Is(err, engine.ErrNotInstalled) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func compiler(t *testing.T) compile.Compiler {
	t.Helper()
	installed := liquibasetest.Installed(t)
	return compile.Compiler{
		Find:   func(context.Context) (compile.Runner, error) { return installed, nil },
		Memory: usercache.At(t.TempDir(), 1<<30),
	}
}

func TestChangelogInAllFormatsIsCompiledAndProved(t *testing.T) {
	for _, awsEngine := range artifact.Engines {
		t.Run(awsEngine, func(t *testing.T) {
			t.Parallel()
			requireServer(t, awsEngine)
			c := compiler(t)
			compiled, err := c.Compile(t.Context(), full(t, awsEngine))
			if err != nil {
				t.Fatal(err)
			}
			if len(compiled.Changesets) < 60 {
				t.Errorf("%d changesets, want at least 60", len(compiled.Changesets))
			}
			golden(t, awsEngine, compiled)

			c.Find = func(context.Context) (compile.Runner, error) { return unstartable{}, nil }
			again, err := c.Compile(t.Context(), full(t, awsEngine))
			if err != nil {
				t.Fatalf("an unchanged changelog is compiled again: %v", err)
			}
			if diff := cmp.Diff(compiled, again); diff != "" {
				t.Errorf("what is remembered differs:\n%s", diff)
			}
		})
	}
}

func golden(t *testing.T, name string, compiled artifact.Compiled) {
	t.Helper()
	got, err := json.MarshalIndent(compiled, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	file := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("reading the golden file (write it with -update): %v", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}
