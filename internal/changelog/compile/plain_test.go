package compile_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/script"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

func writeSQL(t *testing.T, files ...string) *changelog.Sources {
	t.Helper()
	t.Chdir(t.TempDir())
	var names []string
	for i := 0; i < len(files); i += 2 {
		if err := os.MkdirAll(filepath.Dir(files[i]), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files[i], []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, files[i])
	}
	sources, err := changelog.CollectSQL(names)
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

func TestPlainSQLFilesBecomeChangesetsInTheirOrder(t *testing.T) {
	sources := writeSQL(t,
		"db/20_tables.sql", "set transaction_timeout = 0;\ncreate table a (b int);\n-- later\ncreate table c (d int);",
		"db/10_index.sql", "create index concurrently i on a (b)",
		"db/30_own.sql", "begin; insert into a values (1); commit;",
	)
	compiled, err := compile.Compiler{}.Compile(t.Context(), compile.Input{Sources: sources, Engine: "aurora-postgresql"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range compiled.Changesets {
		line := c.Key()
		if !c.RunInTransaction {
			line += " on its own"
		}
		got = append(got, append([]string{line}, c.Statements...)...)
	}
	if diff := cmp.Diff([]int{2, 4}, compiled.Changesets[0].Lines); diff != "" {
		t.Errorf("its statements' lines differ (-want +got):\n%s", diff)
	}
	want := []string{
		"db/20_tables.sql::20_tables.sql::dbartifact", "create table a (b int)", "create table c (d int)",
		"db/10_index.sql::10_index.sql::dbartifact on its own", "create index concurrently i on a (b)",
		"db/30_own.sql::30_own.sql::dbartifact on its own", "begin", "insert into a values (1)", "commit",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changesets differ (-want +got):\n%s", diff)
	}
	same := writeSQL(t, "db/20_tables.sql", "create table a (b int); create table c (d int);")
	again, err := compile.Plain(same, "aurora-postgresql")
	if err != nil || again.Changesets[0].Checksum != compiled.Changesets[0].Checksum {
		t.Errorf("a comment between statements changes the checksum: %v", err)
	}
}

func TestPlainSQLFileThatNoDatabaseTakesIsRefusedWithItsLine(t *testing.T) {
	_, err := compile.Plain(writeSQL(t, "dump.sql", "create table a (b int);\ncopy a from stdin;\n1\n\\.\n"), "aurora-postgresql")
	if !errors.Is(err, script.ErrInlineData) || !strings.Contains(err.Error(), `"dump.sql": line 2`) || !strings.Contains(failure.Hint(err), "--inserts") {
		t.Errorf("got %v", err)
	}
}

func TestFormattedChangelogIsNoPlainSQLFile(t *testing.T) {
	_, err := compile.Plain(writeSQL(t, "changelog.sql", "--liquibase formatted sql\n--changeset ann:1\ncreate table a (b int);\n"), "aurora-postgresql")
	if err == nil || !strings.Contains(err.Error(), "Liquibase changelog") || !strings.Contains(failure.Hint(err), "liquibase_changelog_path") {
		t.Errorf("got %v", err)
	}
}

func TestDumpsOfRowsLockNoTables(t *testing.T) {
	const rows = "insert into a values (1)"
	for awsEngine, c := range map[string]struct {
		dump string
		want []string
	}{
		"aurora-mysql":      {"LOCK TABLES `a` WRITE;\n" + rows + ";\nUNLOCK TABLES;\n", []string{rows}},
		"aurora-postgresql": {"lock table a;\n" + rows + ";\n", []string{"lock table a", rows}},
	} {
		compiled, err := compile.Plain(writeSQL(t, "rows.sql", c.dump), awsEngine)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, compiled.Changesets[0].Statements); diff != "" {
			t.Errorf("%s: %s", awsEngine, diff)
		}
	}
}

// A dump as the database's own client writes it is a schema as it is.
func TestDumpedSchemaIsAPlainSQLFile(t *testing.T) {
	for _, awsEngine := range artifact.Engines {
		t.Run(awsEngine, func(t *testing.T) {
			requireServer(t, awsEngine)
			first := apply(t, readGolden(t, awsEngine))
			dump, err := first.Dump(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			plain, err := compile.Plain(writeSQL(t, "schema.sql", dump), awsEngine)
			if err != nil {
				t.Fatal(err)
			}
			second := apply(t, plain)
			if diff := cmp.Diff(schema(t, first), schema(t, second)); diff != "" {
				t.Errorf("the schemas differ:\n%s", diff)
			}
		})
	}
}

// apply applies a compiled schema to a fresh database.
func apply(t *testing.T, compiled artifact.Compiled) *scratch.Server {
	t.Helper()
	server, err := scratch.Open(t.Context(), compiled.Engine, "app")
	if err != nil {
		t.Fatal(err)
	}
	closing(t, server)
	via, err := server.Database()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrate.Apply(t.Context(), via, compiled, migrate.Options{}, nil); err != nil {
		t.Fatal(err)
	}
	return server
}

func schema(t *testing.T, server *scratch.Server) []string {
	t.Helper()
	lines, err := server.Schema(t.Context())
	if err != nil || !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, "customers") }) {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	return lines
}

func closing(t *testing.T, server *scratch.Server) {
	t.Helper()
	t.Cleanup(func() {
		if err := server.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

func readGolden(t *testing.T, awsEngine string) artifact.Compiled {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", awsEngine+".golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := artifact.DecodeCompiled(text)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}
