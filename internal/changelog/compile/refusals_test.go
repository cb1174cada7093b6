package compile_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// write makes a changelog of one file and collects it.
func write(t *testing.T, content string) *changelog.Sources {
	t.Helper()
	root := filepath.Join(t.TempDir(), "root.xml")
	if err := os.WriteFile(root, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	sources, err := changelog.Collect(changelog.Location{Path: root})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

const xmlHead = `<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
	xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">`

func TestWhatCannotBeCompiledIsKnownWithoutAJVM(t *testing.T) {
	for name, c := range map[string]struct {
		engine, content string
		find            func(context.Context) (compile.Runner, error)
		want            error
		says, hints     string
	}{
		"unknown engine": {
			engine: "aurora", content: xmlHead + `</databaseChangeLog>`, says: `"aurora"`,
		},
		"Java class": {
			content: xmlHead + `<changeSet id="9" author="me"><customChange class="com.example.Fill"/></changeSet></databaseChangeLog>`,
			want:    compile.ErrNotCompilable, says: "root.xml::9::me", hints: `changelog_runner = "liquibase"`,
		},
		"attribute from a parameter": {
			content: xmlHead + `<changeSet id="9" author="me" runAlways="${always}"><sql>select 1</sql></changeSet></databaseChangeLog>`,
			says:    "root.xml::9::me: runalways",
		},
		"no Liquibase": {
			content: xmlHead + `<changeSet id="9" author="me"><sql>select 1</sql></changeSet></databaseChangeLog>`,
			find: func(context.Context) (compile.Runner, error) {
				_, err := liquibase.Find(t.Context(), liquibase.Environment{Path: t.TempDir()})
				return nil, err
			},
			want: liquibase.ErrNotInstalled, says: "LIQUIBASE_HOME is not set", hints: "sql_files",
		},
		"extension that only a superuser creates": {
			content: xmlHead + `</databaseChangeLog>`,
			find: func(context.Context) (compile.Runner, error) {
				return refusing(`ERROR: permission denied to create extension "pg_stat_statements"`), nil
			},
			says: "pg_stat_statements", hints: "trusts",
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := compile.Input{Engine: c.engine, Database: "app", Sources: write(t, c.content)}
			if in.Engine == "" {
				in.Engine = "aurora-postgresql"
				requireServer(t, in.Engine)
			}
			if c.find == nil {
				c.find = func(context.Context) (compile.Runner, error) { return unstartable{}, nil }
			}
			_, err := compile.Compiler{Find: c.find}.Compile(t.Context(), in)
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %v that says %s", err, c.want, c.says)
			}
			if hint := failure.Hint(err); !strings.Contains(hint, c.hints) {
				t.Errorf("the hint is %q", hint)
			}
		})
	}
}

// One start of Liquibase shows all of these, so the changesets stand together:
// the first one of the files is what the error names.
func TestChangeThatIsNoSQLIsRefusedByName(t *testing.T) {
	t.Parallel()
	requireServer(t, "aurora-postgresql")
	in := compile.Input{Engine: "aurora-postgresql", Database: "app", Sources: write(t, xmlHead+`
		<changeSet id="fine" author="me"><createTable tableName="t"><column name="doc" type="text"/></createTable></changeSet>
		<changeSet id="from file" author="me"><insert tableName="t"><column name="doc" valueClobFile="root.xml"/></insert></changeSet>
	</databaseChangeLog>`)}
	_, err := compiler(t).Compile(t.Context(), in)
	if !errors.Is(err, compile.ErrNotCompilable) || !strings.Contains(err.Error(), `"root.xml::from file::me"`) || !strings.Contains(err.Error(), "valueClobFile") {
		t.Errorf("got %v", err)
	}
}

// A plan compiles: it must not run what it refuses afterwards. In other contexts
// the same change harms nobody, so it is not what the error names.
func TestCommandOfAChangelogIsRefusedAndNotRun(t *testing.T) {
	t.Parallel()
	requireServer(t, "aurora-postgresql")
	ran := filepath.Join(t.TempDir(), "ran")
	command := `<executeCommand executable="touch"><arg value="` + ran + `"/></executeCommand>`
	in := compile.Input{Engine: "aurora-postgresql", Database: "app", Sources: write(t, xmlHead+`
		<changeSet id="elsewhere" author="me" context="windows">`+command+`</changeSet>
		<changeSet id="command" author="me"><preConditions onFail="MARK_RAN"><dbms type="postgresql"/></preConditions>`+command+`</changeSet>
	</databaseChangeLog>`)}
	_, err := compiler(t).Compile(t.Context(), in)
	if !errors.Is(err, compile.ErrNotCompilable) || !strings.Contains(err.Error(), `"root.xml::command::me"`) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(ran); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the command was run: %v", err)
	}
}

// What a statement does may depend on more than its text.
func TestChangesetThatDoesNotLeadToTheSameIsNamed(t *testing.T) {
	t.Parallel()
	requireServer(t, "aurora-postgresql")
	in := compile.Input{Engine: "aurora-postgresql", Database: "app", Sources: write(t, xmlHead+`
		<changeSet id="before" author="me"><sql>create table a (b int)</sql></changeSet>
		<changeSet id="by chance" author="me"><sql splitStatements="false">do $$ begin execute 'create table c' || substr(md5(random()::text), 1, 8) || ' (d int)'; end $$</sql></changeSet>
		<changeSet id="after" author="me"><sql>create table e (f int)</sql></changeSet>
	</databaseChangeLog>`)}
	_, err := compiler(t).Compile(t.Context(), in)
	if !errors.Is(err, compile.ErrDiffers) || !strings.Contains(err.Error(), `changeset "root.xml::by chance::me"`) || !strings.Contains(failure.Hint(err), "changelog_runner") {
		t.Errorf("got %v", err)
	}
}

// Liquibase has one session for all changesets, and locks no table of its own
// while a changeset has some locked.
func TestChangesetThatNeedsTheSessionOfAnEarlierOneIsNamed(t *testing.T) {
	t.Parallel()
	requireServer(t, "aurora-mysql")
	in := compile.Input{Engine: "aurora-mysql", Database: "app", Sources: write(t, xmlHead+`
		<changeSet id="table" author="me"><sql>create table a (b int)</sql></changeSet>
		<changeSet id="locks" author="me"><sql>lock tables a write; insert into a values (1); unlock tables</sql></changeSet>
		<changeSet id="off" author="me"><sql>set foreign_key_checks = 0</sql></changeSet>
		<changeSet id="child" author="me"><sql>create table c (b int, foreign key (b) references p (b))</sql></changeSet>
		<changeSet id="parent" author="me"><sql>create table p (b int primary key); set foreign_key_checks = 1</sql></changeSet>
	</databaseChangeLog>`)}
	_, err := compiler(t).Compile(t.Context(), in)
	if err == nil || !strings.Contains(err.Error(), `"root.xml::child::me"`) || !strings.Contains(err.Error(), "where Liquibase came through") {
		t.Errorf("got %v", err)
	}
	if hint := failure.Hint(err); !strings.Contains(hint, "SET") || !strings.Contains(hint, "changelog_runner") {
		t.Errorf("the hint is %q", hint)
	}
}

func TestLiquibasesOwnWordsReachTheUser(t *testing.T) {
	t.Parallel()
	requireServer(t, "aurora-postgresql")
	in := compile.Input{Engine: "aurora-postgresql", Database: "app", Sources: write(t, xmlHead+`
		<changeSet id="broken" author="me"><sql>select * from nowhere</sql></changeSet>
	</databaseChangeLog>`)}
	_, err := compiler(t).Compile(t.Context(), in)
	if _, said := errors.AsType[*liquibase.Error](err); !said || !strings.Contains(err.Error(), `relation "nowhere" does not exist`) || !strings.Contains(err.Error(), "root.xml::broken::me") ||
		!strings.Contains(failure.Hint(err), `changelog_runner = "liquibase"`) {
		t.Errorf("got %v", err)
	}
}

func TestCancelledCompilationEnds(t *testing.T) {
	requireServer(t, "aurora-postgresql")
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("the user wants to go home")
	cancel(cause)
	in := compile.Input{Engine: "aurora-postgresql", Database: "app", Sources: write(t, xmlHead+`</databaseChangeLog>`)}
	if _, err := compiler(t).Compile(ctx, in); !errors.Is(err, cause) && !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
