package cli_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// calledAs is a run of the program under another name, as a link gives it.
func calledAs(t *testing.T, name, dir, url string, args ...string) *exec.Cmd {
	t.Helper()
	link := filepath.Join(t.TempDir(), name)
	if err := os.Symlink(program, link); err != nil {
		t.Fatal(err)
	}
	cmd := command(t, dir, url, args...)
	cmd.Path, cmd.Args[0] = link, link
	return cmd
}

// TestPredecessorsCommands builds the predecessor's example, as it is, and makes
// a clone of it, both with the predecessor's command lines.
func TestPredecessorsCommands(t *testing.T) {
	t.Parallel()
	engine := storetest.Engine(t)
	fast := sandboxtest.WithConfig(func(c *sandbox.Config) { c.Timing = sandbox.Fast })
	url := sandboxtest.Start(t, sandboxtest.WithSeed("orders-production", "create table t as select 1;"), fast).URL()
	example, err := filepath.Abs(filepath.Join("..", "artifact", "testdata", "ini", "predecessor.ini"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	const image = "db-artifact:latest" // the name cannot be chosen
	keepImage(t, engine, image)

	build := calledAs(t, "db-artifact-builder", dir, url, example)
	build.Env = append(build.Env, "DOCKER_HOST="+engine)
	built := finish(t, build)
	built.expect(t, 0, `(?m)^publish +db-artifact:latest done`)
	if !strings.Contains(built.stdout, image) || strings.Count(built.stdout, "\n") != 1 {
		t.Errorf("the builder printed %q, want the reference", built.stdout)
	}

	credentials := write(t, dir, "credentials", awsCredentials)
	clone := calledAs(t, "db-artifact-converge", dir, url, "--create_mode", "clone", "--aws_profile", "team", "--aws_credentials", credentials,
		"--db_username", "fred", "--db_password", hidden)
	clone.Env = append(clone.Env, "DOCKER_HOST="+engine)
	watch := &processList{t: t, cmd: clone, at: "restore"}
	clone.Stderr = watch
	var stdout bytes.Buffer
	clone.Stdout = &stdout
	if err := clone.Run(); err != nil {
		t.Fatalf("%v: %s", err, watch.text.String())
	}
	if said := watch.text.String(); !strings.Contains(said, "warning: --db_password") || !strings.Contains(said, "master user, dbadmin") || strings.Contains(said, hidden) {
		t.Errorf("it says %s", said)
	}
	if !strings.Contains(watch.seen, "db-artifact-converge") || strings.Contains(watch.seen, hidden) {
		t.Errorf("the process list shows %q while it works", watch.seen)
	}
	logIn(t, strings.TrimSpace(stdout.String()), "dbadmin", hidden)
}

// processList looks up a command's arguments and environment once what it prints
// holds a word.
type processList struct {
	t    *testing.T
	cmd  *exec.Cmd
	at   string
	text bytes.Buffer
	seen string
}

// Write takes what the command prints.
func (p *processList) Write(text []byte) (int, error) {
	if p.seen == "" && bytes.Contains(text, []byte(p.at)) {
		for _, file := range []string{"cmdline", "environ"} {
			shown, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), file))
			if err != nil {
				p.t.Error(err)
			}
			p.seen += string(shown)
		}
	}
	return p.text.Write(text)
}

// keepImage gives the Engine's image of a name its name back after the test.
func keepImage(t *testing.T, engine, image string) {
	t.Helper()
	before, _ := docker(t.Context(), engine, "images", "--quiet", image).Output()
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := docker(ctx, engine, "rmi", image).Run(); err != nil {
			t.Error(err)
		}
		if id := strings.TrimSpace(string(before)); id != "" {
			if err := docker(ctx, engine, "tag", id, image).Run(); err != nil {
				t.Error(err)
			}
		}
	})
}

// logIn connects to a database as somebody.
func logIn(t *testing.T, endpoint, user, password string) *pgx.Conn {
	t.Helper()
	host, port, err := net.SplitHostPort(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig("host=" + host + " port=" + port + " dbname=app sslmode=disable connect_timeout=10 user=" + user)
	if err != nil {
		t.Fatal(err)
	}
	config.Password = password
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}
