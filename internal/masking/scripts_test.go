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

func TestPostgres(t *testing.T) {
	s := databasetest.Postgres(t)
	masks(t, s.Fresh(t, "masks"), "SELECT most_common_vals FROM pg_stats WHERE tablename = 'people' AND attname = 'mail'", "{masked@example.com}", "42P01")
	quarantinePostgres(t, s)
}

func TestMariaDB(t *testing.T) {
	s := databasetest.MariaDB(t)
	masks(t, s.Fresh(t, "masks"), "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_NAME = 'people'", "1000", "1146")
	quarantineMariaDB(t, s)
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
		read(t, way, "10-mail.sql", "-- first half\nUPDATE people SET mail = 'half';\n\nUPDATE nobody\nSET mail = 'x';"),
		read(t, way, "20-rest.sql", "UPDATE people SET mail = 'later'"),
	}
	err := masking.RunScripts(t.Context(), way, broken, nil)
	if !database.HasCode(err, missing) || !strings.Contains(err.Error(), `running script "10-mail.sql": statement 2 of 2, line 4: `) || !strings.Contains(failure.Hint(err), "stays closed") {
		t.Errorf("got %v, hint %s", err, failure.Hint(err))
	}
	if got := databasetest.Rows(t, way, "SELECT DISTINCT mail FROM people"); len(got) != 1 || got[0] != "jane@corp.example" {
		t.Errorf("after a script that failed: %v", got)
	}

	scripts := []masking.Script{
		read(t, way, "10-mail.sql", "UPDATE people SET mail = 'half'; UPDATE people SET mail = CONCAT('masked', '@example.com');"),
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

func read(t *testing.T, way database.Database, name, content string) masking.Script {
	t.Helper()
	script, err := masking.Read(way.Dialect(), name, content)
	if err != nil {
		t.Fatal(err)
	}
	return script
}

func TestScriptsThatCannotBeRead(t *testing.T) {
	for content, want := range map[string]string{"": "no statement", "-- nothing": "no statement", "SELECT 1;\nSELECT 'a": "line 2", "\\copy t from 'x'": "line 1"} {
		_, err := masking.Read(database.PostgreSQL, "mask.sql", content)
		if err == nil || !strings.Contains(err.Error(), `"mask.sql"`) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q in it", content, err, want)
		}
	}
}
