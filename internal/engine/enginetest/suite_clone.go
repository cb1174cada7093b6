package enginetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

func (s suite) cloneIsIndependent(t *testing.T) {
	t.Helper()
	server, at, dir := s.master(t)
	source := s.session(t, at)
	execute(t, source, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)")
	clone := filepath.Join(filepath.Dir(dir), "clone")
	copied, err := server.CloneTo(t.Context(), clone)
	if err != nil {
		t.Fatal(err)
	}
	if copied.Bytes < 4<<20 { // a file system of small pages has more holes, which do not count
		t.Errorf("a clone of %d bytes is too small to be true", copied.Bytes)
	}
	cs, cat := s.serve(t, clone)
	cloned := s.session(t, cat) // with the source's password
	execute(t, source, "INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)")
	execute(t, cloned, "DELETE FROM t", "CREATE TABLE mine (n int)")
	if got := number(t, source, "SELECT count(*) FROM t"); got != 3 {
		t.Errorf("the source has %d rows, want 3", got)
	}
	if err := cs.SetPassword(t.Context(), master, "of the clone"); err != nil {
		t.Fatal(err)
	}
	s.session(t, at)
	if err := errors.Join(server.Stop(t.Context()), os.RemoveAll(dir), cs.Stop(t.Context())); err != nil {
		t.Fatal(err)
	}
	_, cat = s.serve(t, clone)
	if got := number(t, s.login(t, cat, master, "of the clone"), "SELECT count(*) FROM t"); got != 0 {
		t.Errorf("the clone has %d rows without its source, want 0", got)
	}
}

// accounts hold balances whose sum no transfer changes.
const (
	accounts = 1000
	total    = accounts * 100
)

func (s suite) cloneUnderWrites(t *testing.T) {
	t.Helper()
	server, at, dir := s.master(t)
	db := s.session(t, at)
	execute(t, db, "CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL, filler varchar(500))",
		fmt.Sprintf("INSERT INTO account SELECT n, 100, repeat('x', 500) FROM (%s) s WHERE n <= %d", s.series, accounts),
		"CREATE INDEX by_balance ON account (balance)",
		"CREATE TABLE ballast AS SELECT n, repeat('y', 200) AS filler FROM ("+s.series+") s")
	// The second clone is a clone's clone.
	for generation := range 2 {
		clone := filepath.Join(filepath.Dir(dir), fmt.Sprintf("clone%d", generation))
		written, stop := keepWriting(t, s.session(t, at))
		before := written.Load()
		copied, err := server.CloneTo(t.Context(), clone)
		meanwhile := written.Load() - before
		stop()
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v, %d writes meanwhile", copied, meanwhile)
		if meanwhile == 0 {
			t.Error("nothing was written during the clone, so it proves nothing")
		}
		server, at = s.serve(t, clone)
		db := s.session(t, at)
		if got := number(t, db, "SELECT sum(balance) FROM account"); got != total {
			t.Errorf("the balances add up to %d, want %d", got, total)
		}
		if got := number(t, db, "SELECT count(*) FROM account"); got != accounts {
			t.Errorf("%d accounts, want %d", got, accounts)
		}
		if got := number(t, db, "SELECT count(*) FROM ballast"); got != 100000 {
			t.Errorf("%d rows of ballast, want 100000", got)
		}
		s.checkTables(t, db)
	}
}

// checkTables has MariaDB look at every page of the tables. PostgreSQL's checker
// is a program, pg_amcheck, and has a test of its own.
func (s suite) checkTables(t *testing.T, db *sql.DB) {
	t.Helper()
	if s.engine.Name() != "mariadb" {
		return
	}
	for _, table := range []string{"account", "ballast"} {
		var name, op, kind, text string
		if err := db.QueryRowContext(t.Context(), "CHECK TABLE "+table+" EXTENDED").Scan(&name, &op, &kind, &text); err != nil {
			t.Fatal(err)
		}
		if text != "OK" {
			t.Errorf("checking %s: %s %s", name, kind, text)
		}
	}
}

// keepWriting moves money between accounts in three sessions, and makes and
// drops tables in a fourth, until stop is called; written counts.
func keepWriting(t *testing.T, db *sql.DB) (written *atomic.Int64, stop func()) {
	t.Helper()
	written = &atomic.Int64{}
	ctx, cancel := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	write := func(statements func() []string) {
		writers.Go(func() {
			for ctx.Err() == nil {
				for _, statement := range statements() {
					_, err := db.ExecContext(ctx, statement)
					if err != nil && !strings.Contains(strings.ToLower(err.Error()), "deadlock") && ctx.Err() == nil {
						t.Errorf("%s: %v", statement, err)
						return
					}
				}
				written.Add(1)
			}
		})
	}
	for range 3 {
		write(func() []string {
			a, b := 1+rand.IntN(accounts/2), 1+accounts/2+rand.IntN(accounts/2)
			return []string{fmt.Sprintf("UPDATE account SET balance = balance + CASE id WHEN %d THEN 1 ELSE -1 END WHERE id IN (%d, %d)", a, a, b)}
		})
	}
	write(func() []string {
		return []string{"DROP TABLE IF EXISTS passing", "CREATE TABLE passing AS SELECT id FROM account WHERE id < 10"}
	})
	stop = func() {
		cancel()
		writers.Wait()
	}
	t.Cleanup(stop)
	return written, stop
}

func (s suite) cloneRefuses(t *testing.T) {
	t.Helper()
	server, _, dir := s.master(t)
	if _, err := server.CloneTo(t.Context(), dir); !errors.Is(err, os.ErrExist) {
		t.Errorf("onto itself: got %v, want ErrExist", err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	clone := filepath.Join(filepath.Dir(dir), "clone")
	if _, err := server.CloneTo(t.Context(), clone); err == nil || !strings.Contains(err.Error(), "connecting as "+engine.Superuser) {
		t.Errorf("of a stopped server: got %v", err)
	}
	if _, err := os.Stat(clone); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

// interrupted is a context that is cancelled once the clone has a file: in the
// midst of copying.
type interrupted struct {
	context.Context
	cancel context.CancelFunc
	data   string
}

func (c *interrupted) Err() error {
	if entries, err := os.ReadDir(c.data); err == nil && len(entries) > 2 {
		c.cancel()
	}
	return c.Context.Err()
}

func (s suite) interruptedCloneLeavesNothing(t *testing.T) {
	t.Helper()
	server, at, dir := s.master(t)
	clone := filepath.Join(filepath.Dir(dir), "clone")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	half := filepath.Join(clone+".partial", "data")
	if _, err := server.CloneTo(&interrupted{ctx, cancel, half}, clone); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want the cancellation", err)
	}
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	execute(t, s.session(t, at), "CREATE TABLE t (n int)") // the source goes on

	// What a killed process cannot remove is no obstacle to the next one.
	if err := os.MkdirAll(half, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := server.CloneTo(t.Context(), clone); err != nil {
		t.Fatal(err)
	}
	s.serve(t, clone)
}
