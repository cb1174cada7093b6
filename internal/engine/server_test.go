package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

const (
	master   = "dbadmin"
	password = "first Pa$$'word\\" // what quoting can get wrong
	database = "app"
)

// newDir initialises a folder.
func newDir(tb testing.TB, p *engine.Postgres) string {
	tb.Helper()
	dir := filepath.Join(enginetest.Dir(tb), "source")
	if err := p.Init(tb.Context(), dir); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// start serves dir until the test ends.
func start(tb testing.TB, p *engine.Postgres, dir string) (engine.Server, engine.Listen) {
	tb.Helper()
	at := enginetest.Listen(tb)
	s, err := p.Start(tb.Context(), dir, at)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Stop(context.WithoutCancel(tb.Context())); err != nil {
			tb.Error(err)
		}
	})
	return s, at
}

// newMaster starts a new server with a master user.
func newMaster(tb testing.TB, p *engine.Postgres) (s engine.Server, at engine.Listen, dir string) {
	tb.Helper()
	dir = newDir(tb, p)
	s, at = start(tb, p, dir)
	if err := s.CreateMaster(tb.Context(), master, password, database); err != nil {
		tb.Fatal(err)
	}
	return s, at, dir
}

// login opens a session over TCP.
func login(ctx context.Context, at engine.Listen, user, password string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=%s dbname=%s sslmode=disable",
		at.Address, at.Port, user, database))
	if err != nil {
		return nil, err
	}
	config.Password = password
	return pgx.ConnectConfig(ctx, config)
}

// session opens the master's session over TCP until the test ends.
func session(tb testing.TB, at engine.Listen) *pgx.Conn {
	tb.Helper()
	conn, err := login(tb.Context(), at, master, password)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close(context.WithoutCancel(tb.Context())) })
	return conn
}

// execute runs statements in order.
func execute(tb testing.TB, conn *pgx.Conn, statements ...string) {
	tb.Helper()
	for _, sql := range statements {
		if _, err := conn.Exec(tb.Context(), sql); err != nil {
			tb.Fatalf("%s: %v", sql, err)
		}
	}
}

// value runs a query and returns its one value.
func value[T any](tb testing.TB, conn *pgx.Conn, sql string) T {
	tb.Helper()
	var v T
	if err := conn.QueryRow(tb.Context(), sql).Scan(&v); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	return v
}

// postmaster reads the process id of the server in dir.
func postmaster(tb testing.TB, dir string) int { //nolint:thelper // it is one
	return processID(tb, filepath.Join(dir, "data", "postmaster.pid"))
}

func processID(tb testing.TB, file string) int {
	tb.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		tb.Fatal(err)
	}
	return pid
}
