package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// world is one kind of server and the words in which it differs.
type world struct {
	home         database.Database
	engine       string
	log, lock    string // the tables' names
	concurrently string // to create an index, outside of a transaction
	sleep        string // for a minute
	// jdbc and jdbcOptions stand around a database's name in the URL of a Java
	// program; empty where none gets in.
	jdbc, jdbcOptions string
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	s := databasetest.Postgres(t)
	w := postgres(s.Open(t, nil))
	w.jdbc, w.jdbcOptions = fmt.Sprintf("jdbc:postgresql://%s:%d/", s.Config.Host, s.Config.Port), "?sslmode=disable"
	w.run(t)
	t.Run("rights that are missing are explained", w.denied)
	t.Run("Liquibase finds nothing left to do", w.liquibase)
}

func TestMariaDB(t *testing.T) {
	t.Parallel()
	s := databasetest.MariaDB(t)
	w := mariadb(s.Open(t, nil))
	w.jdbc, w.jdbcOptions = fmt.Sprintf("jdbc:mariadb://%s:%d/", s.Config.Host, s.Config.Port), "?sslMode=disable"
	w.run(t)
	t.Run("rows that were rolled back are not said to be there", w.rolledBack)
	t.Run("definers that are missing are named", w.definers)
	t.Run("Liquibase finds nothing left to do", w.liquibase)
}

func TestPostgresByDataAPI(t *testing.T) {
	t.Parallel()
	postgres(databasetest.DataAPI(t, "aurora-postgresql", nil)).runByDataAPI(t)
}

func TestMariaDBByDataAPI(t *testing.T) {
	t.Parallel()
	mariadb(databasetest.DataAPI(t, "aurora-mysql", nil)).runByDataAPI(t)
}

func postgres(home database.Database) world {
	return world{
		home: home, engine: "aurora-postgresql", log: "databasechangelog", lock: "databasechangeloglock",
		concurrently: "CREATE INDEX CONCURRENTLY", sleep: "SELECT pg_sleep(60)",
	}
}

func mariadb(home database.Database) world {
	return world{
		home: home, engine: "aurora-mysql", log: "DATABASECHANGELOG", lock: "DATABASECHANGELOGLOCK",
		concurrently: "CREATE INDEX", sleep: "SELECT SLEEP(60)",
	}
}

// Fresh is the way to a new, empty database.
func (w world) Fresh(t *testing.T, name string) database.Database {
	t.Helper()
	return databasetest.Fresh(t, w.home, name)
}

// runByDataAPI leaves out what rests on a session of the database's own.
func (w world) runByDataAPI(t *testing.T) {
	t.Helper()
	t.Run("what is pending is applied once and recorded", w.applies)
	t.Run("changesets that run again are recorded so", w.reruns)
	t.Run("a failing statement is named and what ran stays", w.failing)
	t.Run("a failing changeset that may fail is left out", w.mayFail)
	t.Run("an edited changeset stops before anything is done", w.edited)
	t.Run("a killed run is carried on from anywhere", w.killed)
	t.Run("a cut changeset is reported until somebody has looked", w.cutShort)
	t.Run("two at once take turns", w.twoAtOnce)
	t.Run("a lock of Liquibase's is waited for and its holder named", w.locked)
	t.Run("a lock of a killed run ends by itself", w.staleLock)
	t.Run("a lock that was taken away ends the work", w.lockLost)
}

func (w world) run(t *testing.T) {
	t.Helper()
	t.Run("what is pending is applied once and recorded", w.applies)
	t.Run("changesets that run again are recorded so", w.reruns)
	t.Run("preconditions' outcomes are kept", w.outcomes)
	t.Run("a failing statement is named and what ran stays", w.failing)
	t.Run("a failing changeset that may fail is left out", w.mayFail)
	t.Run("an edited changeset stops before anything is done", w.edited)
	t.Run("a killed run is carried on from anywhere", w.killed)
	t.Run("a cut changeset is reported until somebody has looked", w.cutShort)
	t.Run("settings of a changeset end with it", w.settings)
	t.Run("two at once take turns", w.twoAtOnce)
	t.Run("a lock of Liquibase's is waited for and its holder named", w.locked)
	t.Run("a lock of a killed run ends by itself", w.staleLock)
	t.Run("an ended context gives the lock back", w.cancelled)
	t.Run("a lock that is lost within a statement ends it", w.lockLostWithin)
	t.Run("a lock that was taken away ends the work", w.lockLost)
}

func (w world) compiled(sets ...artifact.Changeset) artifact.Compiled {
	return artifact.Compiled{Version: artifact.CompiledVersion, Engine: w.engine, Liquibase: "4.28.0", Changesets: sets}
}

// history is the table of that name, without what differs from run to run.
func (w world) history(t *testing.T, way database.Database) []string {
	t.Helper()
	return databasetest.Rows(t, way, "SELECT ID, EXECTYPE, MD5SUM, ORDEREXECUTED FROM "+w.log+" ORDER BY ORDEREXECUTED")
}

// unlocked fails the test unless the lock is free and no mark is left.
func (w world) unlocked(t *testing.T, way database.Database) {
	t.Helper()
	rows := databasetest.Rows(t, way, "SELECT ID, LOCKED, LOCKGRANTED, LOCKEDBY FROM "+w.lock)
	if len(rows) != 1 || rows[0] != "1,f,NULL,NULL" && rows[0] != "1,0,NULL,NULL" {
		t.Errorf("the lock's table holds %q", rows)
	}
}

func apply(t *testing.T, way database.Database, c artifact.Compiled) migrate.Applied {
	t.Helper()
	applied, err := migrate.Apply(t.Context(), way, c, migrate.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return applied
}

// refused applies, and wants an error that says all of want.
func refused(t *testing.T, way database.Database, c artifact.Compiled, want ...string) error {
	t.Helper()
	_, err := migrate.Apply(t.Context(), way, c, migrate.Options{}, nil)
	if err == nil {
		t.Fatal("no error")
	}
	for _, text := range want {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%q is not in %v", text, err)
		}
	}
	return err
}

// brittle is a way that is cut after a number of calls, for good and for all its
// sessions, as when the process is killed: the last call is carried out, and its
// answer does not come back. What closing a session ends does end, since a
// connection breaks, and AWS ends a transaction that is not used for three
// minutes.
type brittle struct {
	database.Database
	left *atomic.Int64
}

var errKilled = errors.New("killed")

func newBrittle(way database.Database, calls int) *brittle {
	b := &brittle{Database: way, left: new(atomic.Int64)}
	b.left.Store(int64(calls))
	return b
}

func (b *brittle) Connect(ctx context.Context) (database.Session, error) {
	if b.left.Load() <= 0 {
		return nil, errKilled
	}
	session, err := b.Database.Connect(ctx)
	return &brittleSession{session, b}, err
}

type brittleSession struct {
	database.Session
	of *brittle
}

// call does one call, or not.
func (s *brittleSession) call(do func() error) error {
	switch left := s.of.left.Add(-1); {
	case left > 0:
		return do()
	case left == 0:
		_ = do()
	}
	return errKilled
}

func (s *brittleSession) Exec(ctx context.Context, statement string) (affected int64, err error) {
	err = s.call(func() (err error) { affected, err = s.Session.Exec(ctx, statement); return err })
	return affected, err
}

func (s *brittleSession) Query(ctx context.Context, statement string) (rows []database.Row, err error) {
	err = s.call(func() (err error) { rows, err = s.Session.Query(ctx, statement); return err })
	return rows, err
}

func (s *brittleSession) Begin(ctx context.Context) error {
	return s.call(func() error { return s.Session.Begin(ctx) })
}

func (s *brittleSession) Commit(ctx context.Context) error {
	return s.call(func() error { return s.Session.Commit(ctx) })
}

func (s *brittleSession) Rollback(ctx context.Context) error {
	return s.call(func() error { return s.Session.Rollback(ctx) })
}

func (s *brittleSession) Reset(ctx context.Context) error {
	return s.call(func() error { return s.Session.Reset(ctx) })
}
