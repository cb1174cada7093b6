package engine_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
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
	if left, _ := filepath.Glob(filepath.Join(top, "dbartifact-db-*")); len(left) > 0 {
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
	var e engine.Engine
	var s engine.Server
	var err error
	if os.Getenv("ENGINE_TEST_KIND") == "mariadb" {
		e, err = engine.FindMariaDB("")
	} else {
		e, err = engine.FindPostgres("")
	}
	if err == nil {
		port, _ := strconv.Atoi(os.Getenv("ENGINE_TEST_PORT"))
		s, err = e.Start(ctx, dir, engine.Listen{Address: os.Getenv("ENGINE_TEST_ADDRESS"), Port: port})
	}
	fmt.Println("started:", err)
	<-ctx.Done()
	if err == nil {
		_ = s.Stop(context.WithoutCancel(ctx))
	}
}

// child starts this program as the owner of a server in dir.
func child(t *testing.T, e engine.Engine, dir string, at engine.Listen) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serveVariable+"="+dir, "ENGINE_TEST_KIND="+e.Name(),
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
