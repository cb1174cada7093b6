package engine_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

// accounts hold balances whose sum no transfer changes.
const (
	accounts = 1000
	total    = accounts * 100
)

func TestCloneUnderConstantWritesIsConsistent(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, dir := newMaster(t, p)
	execute(t, session(t, at),
		"CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL, filler text)",
		"INSERT INTO account SELECT n, 100, repeat('x', 500) FROM generate_series(1, "+strconv.Itoa(accounts)+") n",
		"CREATE INDEX ON account (balance)",
		"CREATE TABLE ballast AS SELECT n, repeat('y', 200) FROM generate_series(1, 100000) n")

	// The second clone is a clone's clone.
	for generation := range 2 {
		clone := filepath.Join(filepath.Dir(dir), "clone"+strconv.Itoa(generation))
		written, stop := keepWriting(t, at)
		before := written.Load()
		copied, err := s.CloneTo(t.Context(), clone)
		meanwhile := written.Load() - before
		stop()
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v, %d writes meanwhile", copied, meanwhile)
		if meanwhile == 0 {
			t.Error("nothing was written during the clone, so it proves nothing")
		}
		s, at = start(t, p, clone)
		conn := session(t, at)
		if got := value[int](t, conn, "SELECT sum(balance) FROM account"); got != total {
			t.Errorf("the balances add up to %d, want %d", got, total)
		}
		if got := value[int](t, conn, "SELECT count(*) FROM account"); got != accounts {
			t.Errorf("%d accounts, want %d", got, accounts)
		}
		if got := value[int](t, conn, "SELECT count(*) FROM ballast"); got != 100000 {
			t.Errorf("%d rows of ballast, want 100000", got)
		}
		checkStructure(t, p, clone, at)
	}
}

// keepWriting moves money between accounts in three sessions, and makes, moves
// and drops whole files in a fourth, until stop is called; written counts. The
// checkpoints mislead a clone that forgets where its own began.
func keepWriting(t *testing.T, at engine.Listen) (written *atomic.Int64, stop func()) {
	t.Helper()
	written = &atomic.Int64{}
	ctx, cancel := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	write := func(statements func() []string) {
		conn := session(t, at)
		writers.Go(func() {
			for ctx.Err() == nil {
				for _, sql := range statements() {
					_, err := conn.Exec(ctx, sql)
					var refused *pgconn.PgError
					deadlock := errors.As(err, &refused) && refused.Code == "40P01" // rolled back: no harm
					if err != nil && !deadlock && ctx.Err() == nil {
						t.Errorf("%s: %v", sql, err)
						return
					}
				}
				written.Add(1)
			}
		})
	}
	for range 3 {
		write(func() []string {
			a, b := strconv.Itoa(1+rand.IntN(accounts/2)), strconv.Itoa(1+accounts/2+rand.IntN(accounts/2))
			return []string{"UPDATE account SET balance = balance + CASE id WHEN " + a + " THEN 1 ELSE -1 END WHERE id IN (" + a + ", " + b + ")"}
		})
	}
	write(func() []string {
		return []string{"DROP TABLE IF EXISTS passing", "CREATE TABLE passing AS SELECT * FROM account", "CHECKPOINT", "VACUUM FULL account"}
	})
	stop = func() {
		cancel()
		writers.Wait()
	}
	t.Cleanup(stop)
	return written, stop
}

// checkStructure lets pg_amcheck look at every page of the server's tables and
// indexes.
func checkStructure(t *testing.T, p *engine.Postgres, dir string, at engine.Listen) {
	t.Helper()
	program := p.Path("pg_amcheck")
	if _, err := os.Stat(program); err != nil {
		t.Logf("pages not checked: %v", err)
		return
	}
	socket, err := os.Readlink(filepath.Join(dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), program, "--host="+socket, "--port="+strconv.Itoa(at.Port),
		"--username="+engine.Superuser, "--install-missing", "--heapallindexed", "--all").CombinedOutput()
	if err != nil {
		t.Errorf("pg_amcheck: %v\n%s", err, out)
	}
}
