package compile_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// withoutServer is a compiler on a machine that has Liquibase and no database
// server, and what it warned of.
func withoutServer(t *testing.T) (compile.Compiler, *[]string) {
	t.Helper()
	c, warned := compiler(t), &[]string{}
	nowhere := t.TempDir()
	c.Available = func(string) error {
		_, err := engine.FindPostgres(nowhere)
		return err
	}
	c.Warn = func(warning string) { *warned = append(*warned, warning) }
	return c, warned
}

func TestWithoutAServerAChangelogIsCompiledAndTheMissingProofIsSaid(t *testing.T) {
	t.Parallel()
	c, warned := withoutServer(t)
	in := compile.Input{Engine: "aurora-postgresql", EngineVersion: "16.4", Database: "app", Contexts: []string{"production"}, Sources: write(t, xmlHead+`
		<changeSet id="table" author="me"><createTable tableName="t"><column name="id" type="int" autoIncrement="true"/></createTable></changeSet>
		<changeSet id="elsewhere" author="me" context="test"><sql>drop table t</sql></changeSet>
		<changeSet id="rows" author="me" runInTransaction="false"><insert tableName="t"><column name="id" valueNumeric="7"/></insert></changeSet>
	</databaseChangeLog>`)}
	compiled, err := c.Compile(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(*warned) != 1 || !strings.Contains((*warned)[0], "was not compared with Liquibase's own update") || !strings.Contains((*warned)[0], "PostgreSQL") {
		t.Errorf("warned of %q", *warned)
	}
	want := []struct{ id, statement string }{{"table", "CREATE TABLE public.t"}, {"rows", "INSERT INTO public.t"}}
	if len(compiled.Changesets) != len(want) {
		t.Fatalf("got %+v", compiled.Changesets)
	}
	for i, w := range want {
		got := compiled.Changesets[i]
		if got.ID != w.id || got.Outcome != artifact.OutcomeExecuted || len(got.Statements) != 1 || !strings.HasPrefix(got.Statements[0], w.statement) {
			t.Errorf("changeset %d is %+v", i+1, got)
		}
	}

	// What was not proved is no proof for a machine that has a server.
	c.Find, c.Available = func(context.Context) (compile.Runner, error) { return unstartable{}, nil }, func(string) error { return nil }
	if _, err := c.Compile(t.Context(), in); err == nil {
		t.Error("an unproven changelog is remembered as a proven one")
	}
}

func TestWithoutAServerPreconditionsAreRefusedByName(t *testing.T) {
	for name, c := range map[string]struct{ content, says string }{
		"a changeset's": {
			`<changeSet id="fine" author="me"><sql>select 1</sql></changeSet>
			<changeSet id="it depends" author="me"><preConditions onFail="MARK_RAN"><tableExists tableName="t"/></preConditions><sql>drop table t</sql></changeSet>`,
			`changeset "root.xml::it depends::me" has preconditions`,
		},
		"a file's": {
			`<preConditions><runningAs username="app"/></preConditions><changeSet id="fine" author="me"><sql>select 1</sql></changeSet>`,
			`file "root.xml" has preconditions`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			compiler, warned := withoutServer(t)
			_, err := compiler.Compile(t.Context(), compile.Input{
				Engine: "aurora-postgresql", Database: "app", Sources: write(t, xmlHead+c.content+`</databaseChangeLog>`),
			})
			if !errors.Is(err, engine.ErrNotInstalled) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s", err, c.says)
			}
			if hint := failure.Hint(err); !strings.Contains(hint, "database server") || len(*warned) > 0 {
				t.Errorf("the hint is %q, and the warnings %q", hint, *warned)
			}
		})
	}
}
