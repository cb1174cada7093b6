package migrate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// kills are the changesets of the test, and by id what undoes those that can be
// cut short.
func (w world) kills() (artifact.Compiled, map[string][]string) {
	index := with(set("4", w.concurrently+" i ON a (n)"), func(c *artifact.Changeset) { c.RunInTransaction = false })
	marked := with(set("3"), func(c *artifact.Changeset) { c.Outcome = artifact.OutcomeMarkRan })
	c := w.compiled(
		set("1", "CREATE TABLE a (n int)", "CREATE TABLE b (n int)"), set("2", "INSERT INTO a VALUES (1), (2)", "INSERT INTO b SELECT n FROM a"),
		marked, index, set("5", "INSERT INTO a VALUES (3)", "ALTER TABLE a ADD COLUMN x int", "INSERT INTO a (n, x) VALUES (4, 4)"),
	)
	if w.engine == "aurora-mysql" {
		return c, map[string][]string{
			"1": {"DROP TABLE IF EXISTS a, b"}, "4": {"DROP INDEX IF EXISTS i ON a"},
			"5": {"DELETE FROM a WHERE n > 2", "ALTER TABLE a DROP COLUMN IF EXISTS x"},
		}
	}
	return c, map[string][]string{"4": {"DROP INDEX IF EXISTS i"}}
}

// state is everything that must be the same however often a run was killed.
func (w world) state(t *testing.T, way database.Database) []string {
	t.Helper()
	return slices.Concat(w.history(t, way), databasetest.Rows(t, way, "SELECT n, x FROM a ORDER BY n"), databasetest.Rows(t, way, "SELECT n FROM b ORDER BY n"))
}

func (w world) empty(t *testing.T, way database.Database) {
	t.Helper()
	if w.engine == "aurora-mysql" {
		databasetest.Exec(t, w.home, "DROP DATABASE "+way.Name(), "CREATE DATABASE "+way.Name())
		databasetest.Exec(t, way, "USE "+way.Name())
	} else {
		databasetest.Exec(t, way, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
	}
}

func (w world) killed(t *testing.T) {
	way := w.Fresh(t, "killed")
	c, undo := w.kills()
	apply(t, way, c)
	look := databasetest.Keep(t, way)
	want := w.state(t, look)
	reported := map[string]int{}
	for calls := 1; ; calls++ {
		w.empty(t, look)
		_, err := migrate.Apply(t.Context(), newBrittle(way, calls), c, migrate.Options{}, nil)
		if err == nil {
			t.Logf("%d calls; reported as cut short: %v", calls, reported)
			break
		}
		if !errors.Is(err, errKilled) {
			t.Fatalf("killed after %d calls: got %v", calls, err)
		}
		w.endLease(t, look)
		if id := w.carryOn(t, way, c, undo); id != "" {
			reported[id]++
		}
		if diff := cmp.Diff(want, w.state(t, look)); diff != "" {
			t.Errorf("killed after %d calls:\n%s", calls, diff)
		}
		w.unlocked(t, look)
	}
	if len(reported) != len(undo) {
		t.Errorf("cut short were %v, want each of %d changesets that can be", reported, len(undo))
	}
}

// endLease lets the time go by that a killed run's lock lasts.
func (w world) endLease(t *testing.T, way database.Database) {
	t.Helper()
	if n := databasetest.Rows(t, way, "SELECT count(*) FROM information_schema.tables WHERE table_name = '"+w.lock+"' AND table_schema IN ('public', '"+way.Name()+"')"); n[0] != "0" {
		databasetest.Exec(t, way, "UPDATE "+w.lock+" SET LOCKGRANTED = '2001-01-01 00:00:00' WHERE ID = 1 AND LOCKGRANTED IS NOT NULL")
	}
}

// carryOn applies a second time. A changeset that was cut short is undone as the
// error says; its id is returned.
func (w world) carryOn(t *testing.T, way database.Database, c artifact.Compiled, undo map[string][]string) string {
	t.Helper()
	_, err := migrate.Apply(t.Context(), way, c, migrate.Options{}, nil)
	if err == nil {
		return ""
	}
	var told *failure.Error
	if !errors.Is(err, migrate.ErrCutShort) || !errors.As(err, &told) {
		t.Fatal(err)
	}
	for _, set := range c.Changesets {
		if undo[set.ID] != nil && told.Object == set.Key() {
			databasetest.Exec(t, way, append(slices.Clone(undo[set.ID]), "DELETE FROM "+w.lock+" WHERE ID = 2")...)
			apply(t, way, c)
			return set.ID
		}
	}
	t.Fatalf("a changeset that cannot be cut short: %v", err)
	return ""
}

func (w world) cutShort(t *testing.T) {
	way := w.Fresh(t, "cut_short")
	alone := with(set("1", "CREATE TABLE a (n int)", "INSERT INTO a VALUES (nowhere)", "SELECT 1"), func(c *artifact.Changeset) { c.RunInTransaction = false })
	c := w.compiled(alone)
	_ = refused(t, way, c, "statement 2 of 3", "nowhere")
	for range 2 {
		err := refused(t, way, c, alone.Key(), "statement 2 of 3 failed", "INSERT INTO a VALUES (nowhere)", "1 to 1")
		if !errors.Is(err, migrate.ErrCutShort) || !strings.Contains(failure.Hint(err), "WHERE ID = 2") {
			t.Errorf("got %v, hint %s", err, failure.Hint(err))
		}
	}
	c.Changesets[0].Statements[1] = "INSERT INTO a VALUES (1)"
	_ = refused(t, way, c, "the changelog has changed since")

	// Completed by hand and recorded, the way Liquibase is told to trust.
	databasetest.Exec(t, way, "INSERT INTO a VALUES (1)",
		fmt.Sprintf("INSERT INTO %s (ID, AUTHOR, FILENAME, DATEEXECUTED, ORDEREXECUTED, EXECTYPE) VALUES ('1', 'ann', 'db/changelog.xml', NOW(), 1, 'EXECUTED')", w.log))
	apply(t, way, c)
	w.unlocked(t, way)
	if diff := cmp.Diff([]string{"1,EXECUTED," + sum("a") + ",1"}, w.history(t, way)); diff != "" {
		t.Error(diff)
	}
}

// rolledBack is MySQL's alone: rows wait for a commit that tables do not.
func (w world) rolledBack(t *testing.T) {
	way := w.Fresh(t, "rolled_back")
	c := w.compiled(set("1", "CREATE TABLE a (n int)", "INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2)", "INSERT INTO a VALUES (nowhere)", "SELECT 1"))
	_ = refused(t, way, c, "statement 4 of 5")
	if got := databasetest.Rows(t, way, "SELECT n FROM a"); len(got) != 0 {
		t.Fatalf("rows %v are there", got)
	}
	_ = refused(t, way, c, "statement 4 of 5 failed", "1 to 1 are in the database, and 2 to 3 were rolled back")
}

func (w world) settings(t *testing.T) {
	way := w.Fresh(t, "settings")
	setting := "SELECT pg_catalog.set_config('search_path', '', false)"
	if w.engine == "aurora-mysql" {
		setting = "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'"
	}
	apply(t, way, w.compiled(
		with(set("1", setting), func(c *artifact.Changeset) { c.Description = `back\slash` }),
		set("2", "CREATE TABLE t AS SELECT 'a' AS s"),
	))
	if got := databasetest.Rows(t, way, "SELECT DESCRIPTION FROM "+w.log+" WHERE ID = '1'"); got[0] != `back\slash` {
		t.Errorf("recorded was %q", got)
	}
}
