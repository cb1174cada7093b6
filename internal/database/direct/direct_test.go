package direct_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/direct"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

func TestPostgres(t *testing.T) {
	(&suite{
		server: databasetest.Postgres(t), sleep: "SELECT pg_sleep(60)",
		sleepers: "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'",
		setting:  "SET search_path TO nowhere", settings: "SHOW search_path", usual: `"$user", public`,
		denied: "28P01", missing: "42P01", position: 23,
		login: "CREATE ROLE rotating LOGIN PASSWORD '%s'", rotate: "ALTER ROLE rotating PASSWORD '%s'",
	}).run(t)
}

func TestMariaDB(t *testing.T) {
	(&suite{
		server: databasetest.MariaDB(t), sleep: "SELECT SLEEP(60)",
		sleepers: "SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO = 'SELECT SLEEP(60)'",
		setting:  "SET foreign_key_checks = 0", settings: "SELECT @@foreign_key_checks", usual: "1",
		denied: "1045", missing: "1146",
		login: "CREATE USER rotating IDENTIFIED BY '%s'", rotate: "ALTER USER rotating IDENTIFIED BY '%s'",
	}).run(t)
}

// suite is what both ways must do.
type suite struct {
	server                   databasetest.Server
	sleep, sleepers          string
	setting, settings, usual string // one of a session
	denied, missing          string // codes
	login, rotate            string // make the user "rotating", and change its password
	position                 int    // of the table in "SELECT 1\n/* ä */ FROM nowhere_to_be_found"
}

func (s *suite) run(t *testing.T) {
	t.Helper()
	t.Run("transactions", s.transactions)
	t.Run("literals come back as they went", s.literals)
	t.Run("a reset session has its settings back", s.reset)
	t.Run("a refusal has the server's code, message and position", s.refusal)
	t.Run("only the right server is spoken to", s.trust)
	t.Run("a wrong password is refused at once and not shown", s.password)
	t.Run("a password is asked for again when it was changed", s.rotation)
	t.Run("a server that is not up yet is waited for", s.patience)
	t.Run("an ended context ends the statement", s.cancelled)
}

func (s *suite) transactions(t *testing.T) {
	way := s.server.Fresh(t, "transactions")
	databasetest.Exec(t, way, "CREATE TABLE t (n int)")
	session, err := way.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close(t.Context())
	for _, end := range []func(context.Context) error{session.Commit, session.Rollback} {
		if err := session.Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		affected, err := session.Exec(t.Context(), "INSERT INTO t VALUES (1), (2)")
		if err != nil || affected != 2 {
			t.Fatalf("%d rows, %v", affected, err)
		}
		if err := end(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if affected, err := session.Exec(t.Context(), "UPDATE t SET n = 2 WHERE n = 2"); err != nil || affected != 1 {
		t.Errorf("an update that changes nothing of one row: %d rows, %v", affected, err)
	}
	if _, err := session.Exec(t.Context(), "INSERT INTO t VALUES (3)"); err != nil {
		t.Fatal(err)
	}
	if got := databasetest.Rows(t, way, "SELECT count(*) FROM t"); got[0] != "3" {
		t.Errorf("%s rows, want the two that were committed, and one by itself", got[0])
	}
}

func (s *suite) literals(t *testing.T) {
	d := s.server.Config.Dialect
	for _, text := range []string{"", "it's", `C:\temp\n`, `\`, `\'`, "zwölf €", "a\nb", "$$ ; -- x", `"q" ` + "`b`"} {
		got := databasetest.Rows(t, s.server.Open(t, nil), "SELECT "+d.Literal(text)+", "+d.LiteralOrNull("")+" AS "+d.Identifier("odd\" `name"))
		if got[0] != text+",NULL" {
			t.Errorf("%q came back as %q", text, got[0])
		}
	}
}

func (s *suite) reset(t *testing.T) {
	session, err := s.server.Open(t, nil).Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close(t.Context())
	if _, err := session.Exec(t.Context(), s.setting); err != nil {
		t.Fatal(err)
	}
	for _, unusual := range []bool{true, false} {
		rows, err := session.Query(t.Context(), s.settings)
		if err != nil || (rows[0][0].String != s.usual) != unusual {
			t.Errorf("the setting is %v, %v", rows, err)
		}
		if err := session.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *suite) refusal(t *testing.T) {
	session, err := s.server.Open(t, nil).Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close(t.Context())
	_, err = session.Exec(t.Context(), "SELECT 1\n/* ä */ FROM nowhere_to_be_found")
	refused := database.Refused(err)
	if refused == nil || refused.Code != s.missing || !strings.Contains(refused.Message, "nowhere_to_be_found") || refused.Position != s.position {
		t.Errorf("got %#v", err)
	}
	if _, err := session.Query(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("the session does not go on: %v", err)
	}
	if _, err := session.Exec(t.Context(), "SELECT LENGTH('"+strings.Repeat("x", 17<<20)+"')"); database.Refused(err) == nil && s.position == 0 {
		t.Errorf("more than the server takes: %v", err)
	} else if err != nil && s.position > 0 {
		t.Errorf("a large statement: %v", err)
	}
	if _, err := session.Exec(t.Context(), "COPY t FROM STDIN"); database.Refused(err) == nil {
		t.Errorf("waiting for data that nobody sends: %v", err)
	}
}

func (s *suite) trust(t *testing.T) {
	distrusted := func(name string, change func(*direct.Config)) {
		_, err := s.server.Open(t, change).Connect(t.Context())
		if err == nil || !strings.Contains(failure.Hint(err), "database_ca_bundle") {
			t.Errorf("%s: got %v, hint %q", name, err, failure.Hint(err))
		}
	}
	distrusted("trusting RDS's authorities alone", func(c *direct.Config) { c.Roots = nil })

	elsewhere, _ := enginetest.Certificate(t, "elsewhere.example.com")
	if err := s.server.SetCertificate(t.Context(), elsewhere); err != nil {
		t.Fatal(err)
	}
	distrusted("another name's certificate", func(c *direct.Config) { c.Roots = elsewhere.Chain })

	own, _ := enginetest.Certificate(t, s.server.Config.Host)
	if err := s.server.SetCertificate(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	s.server.Config.Roots = own.Chain
	databasetest.Exec(t, s.server.Open(t, nil), "SELECT 1")
}

func (s *suite) password(t *testing.T) {
	const wrong = "not-the-password"
	way := s.server.Open(t, func(c *direct.Config) {
		c.Password = func(context.Context) (string, error) { return wrong, nil }
	})
	_, err := way.Connect(t.Context())
	if !database.HasCode(err, s.denied) || strings.Contains(err.Error(), wrong) {
		t.Errorf("got %v", err)
	}
}

func (s *suite) rotation(t *testing.T) {
	home := databasetest.Keep(t, s.server.Fresh(t, "rotation"))
	present, asked := "", 0
	change := func(statement string) {
		present = rand.Text()
		databasetest.Exec(t, home, fmt.Sprintf(statement, present))
	}
	change(s.login)
	way := s.server.Open(t, func(c *direct.Config) {
		c.User = "rotating"
		c.Password = func(context.Context) (string, error) { asked++; return present, nil }
		if c.Dialect == database.MySQL {
			c.Database = "" // it has no right to any
		}
	})
	for want := 1; want <= 2; want++ {
		for range 3 {
			session, err := way.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := session.Reset(t.Context()); err != nil {
				t.Fatal(err)
			}
			session.Close(t.Context())
		}
		if asked != want {
			t.Errorf("the password was asked for %d times, want %d", asked, want)
		}
		change(s.rotate)
	}
}

func (s *suite) patience(t *testing.T) {
	at := enginetest.Listen(t)
	var reports []string
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough of it")
	way := s.server.Open(t, func(c *direct.Config) {
		c.Host, c.Port = at.Address, at.Port
		c.Report = func(status string) {
			if reports = append(reports, status); len(reports) == 2 {
				cancel(enough)
			}
		}
	})
	_, err := way.Connect(ctx)
	if !errors.Is(err, enough) || !strings.Contains(err.Error(), "refused") || !strings.Contains(failure.Hint(err), "data_api") {
		t.Errorf("got %v, hint %q", err, failure.Hint(err))
	}
	impatient := s.server.Open(t, func(c *direct.Config) { c.Host, c.Port, c.Patience = at.Address, at.Port, time.Nanosecond })
	if _, err := impatient.Connect(t.Context()); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("out of patience: got %v", err)
	}
}

func (s *suite) cancelled(t *testing.T) {
	session, err := s.server.Open(t, nil).Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close(t.Context())
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := session.Exec(ctx, s.sleep); err == nil || database.Refused(err) != nil {
		t.Errorf("got %v", err)
	}
	for range 100 {
		if got := databasetest.Rows(t, s.server.Open(t, nil), s.sleepers); got[0] == "0" {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the statement still runs")
}
