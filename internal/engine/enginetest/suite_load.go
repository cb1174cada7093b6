package enginetest

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

func (s suite) loadRunsAsTheRole(t *testing.T) {
	t.Helper()
	server, at, _ := s.master(t)
	who := script(t, "CREATE TABLE who AS SELECT CAST(current_user AS char(40)) AS name;\nINSERT INTO who VALUES ('second');")
	if err := server.Load(t.Context(), database, master, who); err != nil {
		t.Fatal(err)
	}
	db := s.session(t, at) // with the password that was there before
	if n := number(t, db, "SELECT count(*) FROM who WHERE name LIKE 'dbadmin%'"); n != 1 {
		t.Error("the script ran as somebody else")
	}
	if n := number(t, db, "SELECT count(*) FROM who"); n != 2 {
		t.Errorf("%d rows, want 2", n)
	}
	for path, want := range map[string]string{"/no/such/file.sql": "no such file", t.TempDir(): "it is a folder"} {
		if err := server.Load(t.Context(), database, master, path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	for name, err := range map[string]error{
		"no database": server.Load(t.Context(), "nowhere", master, who),
		"no login":    server.Load(t.Context(), database, "nobody", who),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := server.Load(t.Context(), database, master, "/no/such"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want ErrNotExist", err)
	}
}

func (s suite) loadStopsAtTheFirstError(t *testing.T) {
	t.Helper()
	server, at, _ := s.master(t)
	err := server.Load(t.Context(), database, master, script(t,
		"CREATE TABLE before_it (n int);\n\n\nINSERT INTO missing VALUES (1);\nCREATE TABLE after_it (n int);\n"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"script file.sql", "4", "missing"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	db := s.session(t, at)
	if n := number(t, db, "SELECT count(*) FROM information_schema.tables WHERE table_name = 'before_it'"); n != 1 {
		t.Error("what came before is missing")
	}
	if n := number(t, db, "SELECT count(*) FROM information_schema.tables WHERE table_name = 'after_it'"); n != 0 {
		t.Error("what came after ran")
	}
}

func (s suite) cancelledLoadEnds(t *testing.T) {
	t.Helper()
	server, at, _ := s.master(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	began := time.Now()
	err := server.Load(ctx, database, master, script(t, s.sleep+";\nCREATE TABLE after_it (n int);"))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %s to give up", took)
	}
	db := s.session(t, at)
	if n := number(t, db, s.sleepers); n != 0 {
		t.Error("the statement still runs")
	}
	if n := number(t, db, "SELECT count(*) FROM information_schema.tables WHERE table_name = 'after_it'"); n != 0 {
		t.Error("what came after ran")
	}
}
