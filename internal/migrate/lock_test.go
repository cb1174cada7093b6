package migrate_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// quick are options for tests that wait for locks.
var quick = migrate.Options{LockPoll: 20 * time.Millisecond}

func (w world) twoAtOnce(t *testing.T) {
	way := w.Fresh(t, "two_at_once")
	c := w.compiled(set("1", "CREATE TABLE t (n int)"), set("2", "INSERT INTO t VALUES (1)"), set("3", "INSERT INTO t VALUES (2)"))
	var both sync.WaitGroup
	ran := make([]int, 2)
	for i := range ran {
		both.Go(func() {
			applied, err := migrate.Apply(t.Context(), way, c, quick, nil)
			if err != nil {
				t.Error(err)
			}
			ran[i] = len(applied.Changesets)
		})
	}
	both.Wait()
	if ran[0]+ran[1] != 3 || ran[0]*ran[1] != 0 {
		t.Errorf("%v changesets ran, want all of them in one", ran)
	}
	w.unlocked(t, way)
}

func (w world) locked(t *testing.T) {
	way := w.Fresh(t, "locked")
	c := w.compiled(set("1", "CREATE TABLE t (n int)"))
	apply(t, way, w.compiled())
	databasetest.Exec(t, way, "UPDATE "+w.lock+" SET LOCKED = TRUE, LOCKEDBY = 'buildhost (10.0.0.7)', LOCKGRANTED = '2001-02-03 04:05:06' WHERE ID = 1")
	options := quick
	options.LockWait = 50 * time.Millisecond
	var told []string
	_, err := migrate.Apply(t.Context(), way, c, options, func(e migrate.Event) { told = append(told, e.Status) })
	if !errors.Is(err, migrate.ErrLocked) || !strings.Contains(err.Error(), "by buildhost (10.0.0.7) since 2001-02-03 04:05:06") {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(failure.Hint(err), "release-locks") || len(told) != 1 {
		t.Errorf("hint %q, told %q", failure.Hint(err), told)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough of it")
	_, err = migrate.Apply(ctx, way, c, quick, func(migrate.Event) { cancel(enough) })
	if !errors.Is(err, enough) || !errors.Is(err, migrate.ErrLocked) {
		t.Errorf("an end while waiting: got %v", err)
	}
	_, err = migrate.Apply(t.Context(), way, c, quick, func(e migrate.Event) {
		if e.Changeset == "" {
			databasetest.Exec(t, way, "UPDATE "+w.lock+" SET LOCKED = FALSE WHERE ID = 1")
		}
	})
	if err != nil {
		t.Errorf("after it was released: %v", err)
	}
}

func (w world) staleLock(t *testing.T) {
	way := w.Fresh(t, "stale_lock")
	apply(t, way, w.compiled())
	for since, want := range map[string]bool{"NOW()": false, "'2001-01-01 00:00:00'": true} {
		databasetest.Exec(t, way, "UPDATE "+w.lock+" SET LOCKED = TRUE, LOCKEDBY = 'dbartifact host (token)', LOCKGRANTED = "+since+" WHERE ID = 1")
		options := quick
		options.LockWait = 50 * time.Millisecond
		_, err := migrate.Apply(t.Context(), way, w.compiled(), options, nil)
		if taken := err == nil; taken != want {
			t.Errorf("of %s: %v", since, err)
		}
	}
}

func (w world) cancelled(t *testing.T) {
	way := w.Fresh(t, "cancelled")
	c := w.compiled(set("1", "CREATE TABLE t (n int)"), set("2", w.sleep))
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough of it")
	_, err := migrate.Apply(ctx, way, c, quick, func(e migrate.Event) {
		if e.Number == 1 {
			time.AfterFunc(200*time.Millisecond, func() { cancel(enough) })
		}
	})
	if err == nil || !strings.Contains(err.Error(), "::2::") || !strings.Contains(failure.Hint(err), "not known") {
		t.Errorf("got %v, hint %s", err, failure.Hint(err))
	}
	if got := databasetest.Rows(t, way, "SELECT LOCKEDBY FROM "+w.lock+" WHERE ID = 1"); got[0] != "NULL" {
		t.Errorf("the lock is still held by %q", got)
	}
}

func (w world) lockLost(t *testing.T) {
	way := w.Fresh(t, "lock_lost")
	c := w.compiled(set("1", "CREATE TABLE t (n int)"), set("2", "INSERT INTO t VALUES (1)"))
	steal := "UPDATE " + w.lock + " SET LOCKEDBY = 'somebody else' WHERE ID = 1"
	_, err := migrate.Apply(t.Context(), way, c, quick, func(e migrate.Event) {
		if e.Number == 1 {
			databasetest.Exec(t, way, steal)
		}
	})
	if err == nil || !strings.Contains(err.Error(), "not held any more") {
		t.Errorf("at the next record: got %v", err)
	}
	if got := databasetest.Rows(t, way, "SELECT count(*) FROM t"); got[0] != "0" {
		t.Error("what was done without the lock has stayed")
	}
	if got := databasetest.Rows(t, way, "SELECT LOCKEDBY FROM "+w.lock+" WHERE ID = 1"); got[0] != "somebody else" {
		t.Errorf("the lock of %q was given back", got)
	}
}

func (w world) lockLostWithin(t *testing.T) {
	way := w.Fresh(t, "lock_lost_within")
	marked := with(set("1"), func(c *artifact.Changeset) { c.Outcome = artifact.OutcomeMarkRan })
	options := quick
	options.Lease = 6 * time.Second
	_, err := migrate.Apply(t.Context(), way, w.compiled(marked, set("2", w.sleep)), options, func(e migrate.Event) {
		if e.Number == 1 {
			databasetest.Exec(t, way, "UPDATE "+w.lock+" SET LOCKEDBY = 'somebody else' WHERE ID = 1")
		}
	})
	if err == nil || !strings.Contains(err.Error(), "not held any more") {
		t.Errorf("within a statement: got %v", err)
	}
}
