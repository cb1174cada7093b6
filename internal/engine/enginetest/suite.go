package enginetest

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// What the suite's master user is called; the password is what quoting can get
// wrong.
const (
	master   = "dbadmin"
	password = "first Pa$$'word\\"
	database = "app"
)

// suite is one engine under test.
type suite struct {
	dialect
	engine engine.Engine
}

// Run holds an engine to what the interfaces Engine and Server promise, the same
// for every kind of server.
func Run(t *testing.T, e engine.Engine) {
	t.Helper()
	d, ok := dialects[e.Name()]
	if !ok {
		t.Fatalf("the suite does not speak to %q", e.Name())
	}
	s := suite{d, e}
	for name, test := range map[string]func(*testing.T){
		"serves until stopped":                     s.servesUntilStopped,
		"start says why it cannot":                 s.startSaysWhyItCannot,
		"failed init leaves nothing":               s.failedInitLeavesNothing,
		"master user is no superuser":              s.masterIsNoSuperuser,
		"superuser is refused over TCP":            s.superuserIsRefusedOverTCP,
		"changed password takes effect":            s.changedPasswordTakesEffect,
		"passwords stay out of log and errors":     s.passwordsStayOut,
		"master can be made again, with odd names": s.masterCanBeMadeAgain,
		"certificate is shown until replaced":      s.certificateIsShown,
		"load runs as the role":                    s.loadRunsAsTheRole,
		"load stops at the first error":            s.loadStopsAtTheFirstError,
		"cancelled load ends its statement":        s.cancelledLoadEnds,
		"settings are taken":                       s.settingsAreTaken,
		"sessions are counted":                     s.sessionsAreCounted,
		"clone is independent of its source":       s.cloneIsIndependent,
		"clone under constant writes":              s.cloneUnderWrites,
		"clone refuses what it cannot do":          s.cloneRefuses,
		"interrupted clone leaves nothing":         s.interruptedCloneLeavesNothing,
	} {
		t.Run(name, test)
	}
}

// dir initialises a folder.
func (s suite) dir(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join(Dir(tb), "source")
	if err := s.engine.Init(tb.Context(), dir); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// place is a free place to listen.
func (s suite) place(tb testing.TB) engine.Listen {
	tb.Helper()
	return Listen(tb)
}

// serve serves dir until the test ends.
func (s suite) serve(tb testing.TB, dir string) (engine.Server, engine.Listen) {
	tb.Helper()
	at := s.place(tb)
	return Serve(tb, s.engine, dir, at), at
}

// master starts a new server with a master user.
func (s suite) master(tb testing.TB) (server engine.Server, at engine.Listen, dir string) {
	tb.Helper()
	dir = s.dir(tb)
	server, at = s.serve(tb, dir)
	if err := server.CreateMaster(tb.Context(), master, password, database); err != nil {
		tb.Fatal(err)
	}
	return server, at, dir
}

// login opens a pool for a login; the first statement tells whether it is let in.
func (s suite) login(tb testing.TB, at engine.Listen, user, password string) *sql.DB {
	tb.Helper()
	db := s.open(tb, at, user, password, database, nil)
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// session is the master user's pool.
func (s suite) session(tb testing.TB, at engine.Listen) *sql.DB {
	tb.Helper()
	db := s.login(tb, at, master, password)
	if err := db.PingContext(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return db
}

// execute runs statements in order.
func execute(tb testing.TB, db *sql.DB, statements ...string) {
	tb.Helper()
	for _, statement := range statements {
		if _, err := db.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

// number runs a query and returns its one number.
func number(tb testing.TB, db *sql.DB, query string) (n int) {
	tb.Helper()
	if err := db.QueryRowContext(tb.Context(), query).Scan(&n); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return n
}

// script writes an SQL script and returns its path.
func script(tb testing.TB, text string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "script file.sql")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}
