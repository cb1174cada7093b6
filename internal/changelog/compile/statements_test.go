package compile

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

func TestStatementsEndWhereLiquibaseWasSeenToEndThem(t *testing.T) {
	for name, c := range map[string]struct {
		dialect database.Dialect
		text    string
		sent    []string
		want    []string
		err     error
	}{
		"nothing": {text: "\n"},
		"comment of the changeset": {
			text: "-- first;\n-- -- Changeset a::b::c\nselect 1;\n\n", sent: []string{"select 1"}, want: []string{"select 1"},
		},
		"one that was sent with its delimiter": {
			text: "create view v as select 1;\n\n", sent: []string{"create view v as select 1;"}, want: []string{"create view v as select 1"},
		},
		"delimiters of all kinds": {
			text: "select 1//\n\nselect 2;//\n\nselect 3\nGO\n\nselect 4/\n\n",
			sent: []string{"select 1", "select 2;", "select 3", "select 4"}, want: []string{"select 1", "select 2", "select 3", "select 4"},
		},
		"delimiter of letters": {
			text: "select 1GO\n\nselect 10GO\n\n", sent: []string{"select 1", "select 10"}, want: []string{"select 1", "select 10"},
		},
		"body with empty lines": {
			dialect: database.MySQL,
			text:    "create procedure p() begin select 1;\n\nselect 2; end;\n\nselect 3;\n\n",
			sent:    []string{"create procedure p() begin select 1;\n\nselect 2; end", "select 3"},
			want:    []string{"create procedure p() begin select 1;\n\nselect 2; end", "select 3"},
		},
		"prefix of another": {
			text: "select 10;\n\nselect 1;\n\n", sent: []string{"select 1", "select 10", "select 1"}, want: []string{"select 10", "select 1"},
		},
		"leading comment that is sent": {
			text: "-- it's\nselect 1;\n\n", sent: []string{"-- it's\nselect 1"}, want: []string{"-- it's\nselect 1"},
		},
		"rows that were bound": {
			text: "-- WARNING The following SQL may change each run and therefore is possibly incorrect and/or invalid:\nINSERT INTO t VALUES ('a;');\n\nselect 1;\n\n",
			sent: []string{"select 1"}, want: []string{"INSERT INTO t VALUES ('a;')", "select 1"},
		},
		"more was sent than printed": {
			text: "select 1;\n\n", sent: []string{"alter table a drop constraint b", "select 1"}, want: []string{"select 1"},
		},
		"dropped change": {
			text: "-- WARNING The following SQL may change each run and therefore is possibly incorrect and/or invalid:\n", err: errDropped,
		},
		"dropped change before another": {
			text: "--  WARNING The following SQL may change each run:\n--  WARNING The following SQL may change each run:\nselect 1;\n\n", err: errDropped,
		},
		"prepared statement": {
			text: "WARNING: This statement uses a prepared statement which cannot be execute directly by this script. Only works in 'update' mode\n\n", err: errPrepared,
		},
		"body that was not seen": {
			dialect: database.MySQL, text: "create definer=`a`@`b` procedure p() begin select 1; end;\n\n", err: errBody,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if c.dialect == "" {
				c.dialect = database.PostgreSQL
			}
			got, err := statementsOf(c.dialect, c.text, c.sent)
			if !errors.Is(err, c.err) {
				t.Fatalf("got %v, want %v", err, c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("statements differ (-want +got):\n%s", diff)
			}
		})
	}
}

// The files are what Liquibase 4.28.0 wrote.
func TestPrintedSQLIsCutAtTheHistorysRows(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile("testdata/printed/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	rows, err := readHistory([]byte(read("history.csv")))
	if err != nil {
		t.Fatal(err)
	}
	all, err := cut(read("update.sql"), rows, "dbartifact_nonce")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 13 || !strings.Contains(all[1].sql, "return 'a;b'") || strings.Contains(all[1].sql, "INSERT INTO") || strings.TrimSpace(all[7].sql) != "" {
		t.Errorf("%d changesets, the second one is %q", len(all), all[1].sql)
	}
	for name, edit := range map[string]func(text string) string{
		"a changeset in excess": func(text string) string { return text + "-- Changeset a::b::c\nselect 1;\n\n" },
		"another order":         func(text string) string { return strings.ReplaceAll(text, "::2::ann", "::7::ann") },
		"no row":                func(text string) string { return strings.ReplaceAll(text, "dbartifact_nonce", "databasechangelog") },
	} {
		if _, err := cut(edit(read("update.sql")), rows, "dbartifact_nonce"); !errors.Is(err, errUnexpectedOutput) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLogTellsWhatWasSentForWhichChangeset(t *testing.T) {
	h := watch(`[2026-11-22 13:15:59] INFO [liquibase.executor] CREATE TABLE databasechangelog (a int)
[2026-11-22 13:15:59] INFO [liquibase.ui] Running Changeset: a.yaml::1::ann
[2026-11-22 13:15:59] INFO [liquibase.executor] select 1

[not a record]
[2026-11-22 13:15:59] INFO [liquibase.executor] 0 row(s) affected
[2026-11-22 13:15:59] INFO [liquibase.ui] Running Changeset: a.yaml::2::ann
[2026-11-22 13:15:59] SEVERE [liquibase.changelog] ChangeSet a.yaml::2::ann encountered an exception.
[2026-11-22 13:15:59] INFO [liquibase.changelog] Changeset a.yaml::2::ann failed, but failOnError was false.  Error: no
`)
	if diff := cmp.Diff([]string{"select 1\n\n[not a record]"}, h.sent["a.yaml::1::ann"]); diff != "" {
		t.Error(diff)
	}
	if !h.failed["a.yaml::2::ann"] || h.failed["a.yaml::1::ann"] {
		t.Errorf("failed: %v", h.failed)
	}
}
