package engine_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
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

// TestMain gives all tests one temporary folder and fails the run when a server
// is still at home there at the end. With serveVariable set, this program is
// the child of a test instead.
func TestMain(m *testing.M) {
	if dir := os.Getenv(serveVariable); dir != "" {
		serve(dir)
		return
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	top, err := os.MkdirTemp("", "engine")
	if err == nil {
		err = os.Chmod(top, 0o711)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(top)
	os.Setenv("TMPDIR", top)
	code := m.Run()
	if left := serversBelow(top); len(left) > 0 {
		fmt.Fprintln(os.Stderr, "servers outlived the tests:", left)
		code = 1
	}
	if left, _ := filepath.Glob(filepath.Join(top, "dbartifact-*")); len(left) > 0 {
		fmt.Fprintln(os.Stderr, "socket folders outlived the tests:", left)
		code = 1
	}
	return code
}

// serversBelow lists the processes that work in a folder below top (Linux).
func serversBelow(top string) []string {
	var left []string
	links, _ := filepath.Glob("/proc/[0-9]*/cwd")
	for _, link := range links {
		if at, err := os.Readlink(link); err == nil && strings.HasPrefix(at, top+"/") {
			left = append(left, link+" -> "+at)
		}
	}
	return left
}

// serveVariable names the folder that a child of a test serves.
const serveVariable = "ENGINE_TEST_SERVE"

// serve is what a child does: start the server, say so, and wait for the end.
func serve(dir string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var s engine.Server
	p, err := engine.FindPostgres("")
	if err == nil {
		port, _ := strconv.Atoi(os.Getenv("ENGINE_TEST_PORT"))
		s, err = p.Start(ctx, dir, engine.Listen{Address: os.Getenv("ENGINE_TEST_ADDRESS"), Port: port})
	}
	fmt.Println("started:", err)
	<-ctx.Done()
	if err == nil {
		_ = s.Stop(context.WithoutCancel(ctx))
	}
}

// child starts this program as the owner of a server in dir.
func child(t *testing.T, dir string, at engine.Listen) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serveVariable+"="+dir,
		"ENGINE_TEST_ADDRESS="+at.Address, "ENGINE_TEST_PORT="+strconv.Itoa(at.Port))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	answer := make([]byte, 1000)
	n, _ := out.Read(answer)
	if got := string(answer[:n]); got != "started: <nil>\n" {
		t.Fatalf("child says %q", got)
	}
	return cmd
}

// newDir initialises a folder.
func newDir(t testing.TB, p *engine.Postgres) string {
	t.Helper()
	dir := filepath.Join(enginetest.Dir(t), "source")
	if err := p.Init(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// start serves dir until the test ends.
func start(t testing.TB, p *engine.Postgres, dir string) (engine.Server, engine.Listen) {
	t.Helper()
	at := enginetest.Listen(t)
	s, err := p.Start(t.Context(), dir, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return s, at
}

// newMaster starts a new server with a master user.
func newMaster(t testing.TB, p *engine.Postgres) (s engine.Server, at engine.Listen, dir string) {
	t.Helper()
	dir = newDir(t, p)
	s, at = start(t, p, dir)
	if err := s.CreateMaster(t.Context(), master, password, database); err != nil {
		t.Fatal(err)
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
func session(t testing.TB, at engine.Listen) *pgx.Conn {
	t.Helper()
	conn, err := login(t.Context(), at, master, password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

// execute runs statements in order.
func execute(t testing.TB, conn *pgx.Conn, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

// value runs a query and returns its one value.
func value[T any](t testing.TB, conn *pgx.Conn, sql string) T {
	t.Helper()
	var v T
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// postmaster reads the process id of the server in dir.
func postmaster(t testing.TB, dir string) int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// tcp is where a server listens, as package net spells it.
func tcp(at engine.Listen) string { return net.JoinHostPort(at.Address, strconv.Itoa(at.Port)) }
