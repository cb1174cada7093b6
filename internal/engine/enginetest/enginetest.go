// Package enginetest gives tests a real database server, or skips them.
package enginetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// Postgres returns the installed PostgreSQL. Without one the test is skipped,
// or fails when the environment says CI=true.
func Postgres(tb testing.TB) *engine.Postgres {
	tb.Helper()
	p, err := engine.FindPostgres("")
	require(tb, err)
	return p
}

// MariaDB returns the installed MariaDB, on the same terms.
func MariaDB(tb testing.TB) *engine.MariaDB {
	tb.Helper()
	m, err := engine.FindMariaDB("")
	require(tb, err)
	return m
}

// require skips the test when err says that a server is not installed.
func require(tb testing.TB, err error) {
	tb.Helper()
	switch {
	case err == nil:
	case errors.Is(err, engine.ErrNotInstalled) && os.Getenv("CI") != "true": //nolint:forbidigo // for tests alone
		tb.Skip(err)
	default:
		tb.Fatal(err)
	}
}

// Dir returns a temporary folder whose children an unprivileged server can
// reach. tb.TempDir alone is closed to everybody but its owner, which shuts
// the server out when the tests run as root.
func Dir(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	top := filepath.Clean(os.TempDir())
	for d := dir; d != top && d != filepath.Dir(d); d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o711); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// Listen returns a place to listen that was free a moment ago: on Linux an
// address of its own with PostgreSQL's usual port, elsewhere a free port of
// 127.0.0.1.
func Listen(tb testing.TB) engine.Listen {
	tb.Helper()
	for range 50 {
		at := net.JoinHostPort("127.0.0.1", "0")
		if runtime.GOOS == "linux" {
			at = fmt.Sprintf("127.%d.%d.%d:5432", 100+rand.IntN(100), rand.IntN(256), 1+rand.IntN(254))
		}
		l, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", at)
		if err != nil {
			continue
		}
		host, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			tb.Fatal(err)
		}
		if err := l.Close(); err != nil {
			tb.Fatal(err)
		}
		number, err := strconv.Atoi(port)
		if err != nil {
			tb.Fatal(err)
		}
		return engine.Listen{Address: host, Port: number}
	}
	tb.Fatal("no free loopback address found in 50 tries")
	return engine.Listen{}
}

// withoutEnd is the test's context for its clean-up, when the test's own is over.
func withoutEnd(tb testing.TB) context.Context {
	tb.Helper()
	return context.WithoutCancel(tb.Context())
}

// Serve serves dir at a place until the test ends.
func Serve(tb testing.TB, e engine.Engine, dir string, at engine.Listen) engine.Server {
	tb.Helper()
	s, err := e.Start(tb.Context(), dir, at)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Stop(withoutEnd(tb)); err != nil {
			tb.Error(err)
		}
	})
	return s
}
