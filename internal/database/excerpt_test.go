package database_test

import (
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("é", 10_000)
	tests := map[string]struct {
		statement string
		position  int
		want      string
	}{
		"short":                       {"SELECT\n\t1", 0, "SELECT 1"},
		"cut behind":                  {long, 0, strings.Repeat("é", 240) + "..."},
		"cut on both sides":           {long + "X" + long, 10_001, "..." + strings.Repeat("é", 120) + "X" + strings.Repeat("é", 239) + "..."},
		"position behind the end":     {"SELECT 1", 99, "SELECT 1"},
		"PostgreSQL's password":       {"ALTER ROLE a PASSWORD 'hush''hush' LOGIN", 0, "ALTER ROLE a PASSWORD '[redacted]' LOGIN"},
		"MySQL's password":            {"CREATE USER a IDENTIFIED WITH x BY 'hush'", 0, "CREATE USER a IDENTIFIED WITH x BY '[redacted]'"},
		"a foreign server's password": {"OPTIONS (user 'me', password 'hush')", 0, "OPTIONS (user 'me', password '[redacted]')"},
		"a function's password":       {"SELECT PASSWORD('hush')", 0, "SELECT PASSWORD('[redacted]')"},
		"a quote that is missing":     {"ALTER ROLE a PASSWORD 'hush", 0, "ALTER ROLE a PASSWORD '[redacted]'"},
		"the place is in a password":  {"ALTER ROLE a PASSWORD 'hush-hush' LOGIN", 27, "ALTER ROLE a PASSWORD '[redacted]' LOGIN"},
		"other literals stay":         {"SELECT 'password of nobody'", 0, "SELECT 'password of nobody'"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := database.Excerpt(tc.statement, tc.position); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestConceal(t *testing.T) {
	const message = "syntax error near 'hush')' at line 3"
	if got := database.Conceal("CREATE USER a IDENTIFIED BY 'hush')", message); strings.Contains(got, "hush") || !strings.Contains(got, "at line 3") {
		t.Errorf("got %s", got)
	}
	if got := database.Conceal("SELECT 'hush'", message); got != message {
		t.Errorf("got %s", got)
	}
}

func TestLine(t *testing.T) {
	for position, want := range map[int]int{0: 1, 1: 1, 3: 1, 4: 2, 6: 3, 99: 3} {
		if got := database.Line("é1\n2\n3", position); got != want {
			t.Errorf("position %d is on line %d, want %d", position, got, want)
		}
	}
}

func TestDialectOf(t *testing.T) {
	for engine, want := range map[string]database.Dialect{"aurora-postgresql": database.PostgreSQL, "aurora-mysql": database.MySQL, "aurora": "", "mysql": ""} {
		if got, err := database.DialectOf(engine); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v", engine, got, err)
		}
	}
}
