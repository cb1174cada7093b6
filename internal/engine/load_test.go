package engine_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

// writeScript writes an SQL script and returns its path.
func writeScript(t *testing.T, sql string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "script file.sql")
	if err := os.WriteFile(path, []byte(sql), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadTakesWhatPgDumpWrites(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, dir := newMaster(t, p)
	conn := session(t, at)
	execute(t, conn, "CREATE SCHEMA shop", "CREATE TABLE shop.item (id serial PRIMARY KEY, name text)",
		`INSERT INTO shop.item (name) SELECT 'item' || n FROM generate_series(1, 100) n`,
		`INSERT INTO shop.item (name) VALUES (E'tab\there')`, "CREATE VIEW shop.cheap AS SELECT * FROM shop.item",
		"CREATE EXTENSION pgcrypto", "CREATE DATABASE copy")
	socket, err := os.Readlink(filepath.Join(dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	dump, err := exec.CommandContext(t.Context(), p.Path("pg_dump"), "--host="+socket, "--port="+strconv.Itoa(at.Port),
		"--username="+master, database).Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(t.Context(), "copy", master, writeScript(t, string(dump))); err != nil {
		t.Fatal(err)
	}
	if err := s.Load(t.Context(), "copy", master, writeScript(t, `
		DO $$ BEGIN ASSERT (SELECT count(*) FROM shop.cheap) = 101; END $$;
	`)); err != nil {
		t.Errorf("the copy differs: %v", err)
	}
}

func TestLoadStopsAtTheFirstError(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, _ := newMaster(t, p)
	script := writeScript(t, "CREATE TABLE before ();\nDO $$ BEGIN RAISE WARNING 'careful'; END $$;\n\n"+
		"CREATE ROLE dbadmin PASSWORD 'open-sesame';\nCREATE TABLE after ();\n")
	err := s.Load(t.Context(), database, master, script)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{script + ":4: ERROR:", `role "dbadmin" already exists`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "open-sesame") {
		t.Errorf("the statement is in the error: %v", err)
	}
	if got := value[string](t, session(t, at), "SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'"); got != "before" {
		t.Errorf("tables made: %s", got)
	}
}
