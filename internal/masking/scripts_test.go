package masking_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/masking"
)

func TestPostgresScripts(t *testing.T) {
	s := databasetest.Postgres(t)
	masks(t, s.Open(t, nil), "SELECT most_common_vals FROM pg_stats WHERE tablename = 'people' AND attname = 'mail'", "{masked@example.com}", "42P01")
}

func TestMariaDBScripts(t *testing.T) {
	s := databasetest.MariaDB(t)
	masks(t, s.Open(t, nil), "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_NAME = 'people'", "1000", "1146")
}

// masks masks a table. statistics is a query for what the server knows of it by
// heart, and then answers fresh.
func masks(t *testing.T, way database.Database, statistics, fresh, missing string) {
	t.Helper()
	databasetest.Exec(t, way, "CREATE TABLE people (id int PRIMARY KEY, mail varchar(100))")
	values := make([]string, 1000)
	for i := range values {
		values[i] = fmt.Sprintf("(%d, 'jane@corp.example')", i)
	}
	analyze := "ANALYZE"
	if way.Dialect() == database.MySQL {
		analyze = "ANALYZE TABLE people"
	}
	databasetest.Exec(t, way, "INSERT INTO people VALUES "+strings.Join(values, ", "), analyze)

	broken := []masking.Script{
		{Name: "10-mail.sql", Statements: []string{"UPDATE people SET mail = 'half'", "UPDATE nobody\nSET mail = 'x'"}},
		{Name: "20-rest.sql", Statements: []string{"UPDATE people SET mail = 'later'"}},
	}
	err := masking.RunScripts(t.Context(), way, broken, nil)
	if !database.HasCode(err, missing) || !strings.Contains(err.Error(), `running script "10-mail.sql": statement 2 of 2`) || !strings.Contains(failure.Hint(err), "stays closed") {
		t.Errorf("got %v, hint %s", err, failure.Hint(err))
	}
	if got := databasetest.Rows(t, way, "SELECT DISTINCT mail FROM people"); len(got) != 1 || got[0] != "jane@corp.example" {
		t.Errorf("after a script that failed: %v", got)
	}

	scripts := []masking.Script{
		{Name: "10-mail.sql", Statements: []string{"UPDATE people SET mail = 'half'", "UPDATE people SET mail = CONCAT('masked', '@example.com')"}},
	}
	var told []string
	if err := masking.RunScripts(t.Context(), way, scripts, func(e masking.Event) { told = append(told, e.Object+": "+e.Status) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"10-mail.sql: 2 statements done", "statistics: refreshed"}, told); diff != "" {
		t.Error(diff)
	}
	if got := databasetest.Rows(t, way, "SELECT DISTINCT mail FROM people"); len(got) != 1 || got[0] != "masked@example.com" {
		t.Errorf("after masking: %v", got)
	}
	if got := databasetest.Rows(t, way, statistics); got[0] != fresh {
		t.Errorf("the statistics say %v, want %s", got, fresh)
	}
}

func TestDigestIsOfNamesStatementsAndOrder(t *testing.T) {
	a, b := masking.Script{Name: "a", Statements: []string{"1", "2"}}, masking.Script{Name: "b", Statements: []string{"3"}}
	seen := map[string]int{}
	for i, scripts := range [][]masking.Script{
		nil, {a}, {b}, {a, b}, {b, a}, {{Name: "a", Statements: []string{"12"}}}, {{Name: "c", Statements: a.Statements}}, {{Name: "a", Statements: []string{"1", "2", "b", "3"}}},
	} {
		digest := masking.Digest(scripts)
		if j, double := seen[digest]; double {
			t.Errorf("scripts %d and %d have one digest", i, j)
		}
		seen[digest] = i
	}
	if masking.Digest([]masking.Script{a, b}) != masking.Digest([]masking.Script{a, b}) {
		t.Error("the same scripts have two digests")
	}
}
