package session

import (
	"errors"
	"strings"
	"testing"
)

func TestBind(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		mysql   bool
		sql     string
		want    string
		several bool
	}{
		{"names, each where it stands", false, "SELECT :a, :b_2 WHERE x=:a", "SELECT <a>, <b_2> WHERE x=<a>", false},
		{"casts", false, "SELECT '1'::int, :a::int", "SELECT '1'::int, <a>::int", false},
		{"slices and assignments", false, "SELECT x[1:2], y := 3", "SELECT x[1:2], y := 3", false},
		{"strings", false, `SELECT ':a', 'it''s :a', E'\':a', "c:a"`, `SELECT ':a', 'it''s :a', E'\':a', "c:a"`, false},
		{"a backslash is a character", false, `SELECT '\', :a`, `SELECT '\', <a>`, false},
		{"a backslash escapes in MySQL", true, `SELECT '\':a', :a`, `SELECT '\':a', <a>`, false},
		{"backticks", true, "SELECT `x:a`, :a", "SELECT `x:a`, <a>", false},
		{"comments", false, "SELECT 1 -- :a ; \n, :b /* :c /* ; */ :d */", "SELECT 1 -- :a ; \n, <b> /* :c /* ; */ :d */", false},
		{"comments of MySQL", true, "SELECT 1 # :a\n, :b /* /* :c */", "SELECT 1 # :a\n, <b> /* /* :c */", false},
		{"dollar quotes", false, "DO $$ BEGIN x := :a; END $$; ", "DO $$ BEGIN x := :a; END $$; ", false},
		{"tagged dollar quotes", false, "SELECT $q$ :a; $$ $q$, $1", "SELECT $q$ :a; $$ $q$, $1", false},
		{"a semicolon at the end", false, "SELECT 1; -- done", "SELECT 1; -- done", false},
		{"two statements", false, "SELECT 1; SELECT 2", "SELECT 1; SELECT 2", true},
		{"a second one that begins with a string", true, "SELECT 1; 'x'", "SELECT 1; 'x'", true},
		{"more than ASCII", false, "SELECT 'é', é, :a", "SELECT 'é', é, <a>", false},
		{"quotes that do not end", false, "SELECT ':a", "SELECT ':a", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, several, err := scanner{c.sql, c.mysql}.bind(func(name string) (string, error) { return "<" + name + ">", nil })
			if err != nil || got != c.want || several != c.several {
				t.Errorf("got %q, several %t, %v; want %q, %t", got, several, err, c.want, c.several)
			}
		})
	}
}

func TestBindWithoutParameter(t *testing.T) {
	t.Parallel()
	_, _, err := scanner{sql: "SELECT :a"}.bind(func(name string) (string, error) { return "", &MissingParameterError{name} })
	var missing *MissingParameterError
	if !errors.As(err, &missing) || missing.Name != "a" {
		t.Errorf("got %v", err)
	}
}

// FuzzBind holds that what has no parameters stays as it is, whatever it is.
func FuzzBind(f *testing.F) {
	for _, seed := range []string{"", "'", "$", "$$", "/*", "--", "E'", "a:", "\xff:", "$a$x$a", "`"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, sql string, mysql bool) {
		got, _, err := scanner{sql, mysql}.bind(func(name string) (string, error) { return ":" + name, nil })
		if err != nil || got != sql {
			t.Errorf("%q became %q, %v", strings.ToValidUTF8(sql, "?"), got, err)
		}
	})
}
