package masking_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/masking"
)

// asOwner runs SQL as the one who owns the server, which no user of Aurora's can.
func asOwner(t *testing.T, s databasetest.Server, in, sql string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "owner.sql")
	if err := os.WriteFile(file, []byte(sql), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Load(t.Context(), in, engine.Superuser, file); err != nil {
		t.Fatal(err)
	}
}

// locked fails the test unless the server refuses the login with a code.
func locked(t *testing.T, s databasetest.Server, user, code string) {
	t.Helper()
	session, err := loginAs(t, s, user).Connect(t.Context())
	if err == nil {
		session.Close(t.Context())
	}
	if !database.HasCode(err, code) {
		t.Errorf("%s: got %v, want to be refused with %s", user, err, code)
	}
}

const subscription = "SELECT subenabled, subslotname FROM pg_subscription"

func quarantinePostgres(t *testing.T, s databasetest.Server) {
	t.Helper()
	home := s.Open(t, nil)
	other := s.Fresh(t, "other")
	databasetest.Exec(
		t, home, "CREATE ROLE app LOGIN PASSWORD 'app-password'", `CREATE ROLE "odd ""name" LOGIN`, "CREATE ROLE group_of_people NOLOGIN",
		"CREATE SCHEMA cron", "CREATE TABLE cron.job (jobid bigint, active boolean, command text)", "INSERT INTO cron.job VALUES (1, true, 'mail'), (2, false, '')",
	)
	asOwner(t, s, "other", `CREATE ROLE boss LOGIN SUPERUSER PASSWORD 'app-password';
		CREATE SUBSCRIPTION feed CONNECTION 'host=192.0.2.1 password=hush-hush' PUBLICATION p WITH (connect = false, slot_name = 'feed');
		ALTER SUBSCRIPTION feed ENABLE;
		CREATE FOREIGN DATA WRAPPER w; CREATE SERVER ledger FOREIGN DATA WRAPPER w;
		CREATE USER MAPPING FOR dbadmin SERVER ledger OPTIONS (password 'hush-hush');`)

	report, err := masking.Quarantine(t.Context(), home, nil)
	if !errors.Is(err, masking.ErrInherited) || !strings.Contains(err.Error(), "login boss") || !strings.Contains(err.Error(), "subscription feed in database other") {
		t.Fatalf("got %v", err)
	}
	if failure.Hint(err) == "" || strings.Contains(err.Error()+strings.Join(report.Notes, ""), "hush") {
		t.Errorf("got %v, hint %q, notes %q", err, failure.Hint(err), report.Notes)
	}
	if diff := cmp.Diff([]string{"login app", `login odd "name`}, report.Logins); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"pg_cron job 1 in database app"}, report.Stopped); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"user mapping of dbadmin for foreign server ledger in database other holds a login to that server"}, report.Notes); diff != "" {
		t.Error(diff)
	}
	locked(t, s, "app", "28000")
	if diff := cmp.Diff([]string{"1,f", "2,f"}, databasetest.Rows(t, home, "SELECT jobid, active FROM cron.job ORDER BY 1")); diff != "" {
		t.Error(diff)
	}
	if got := databasetest.Rows(t, other, subscription); got[0] != "t,feed" {
		t.Errorf("what could not be stopped is now %v", got)
	}

	// Aurora's rds_superuser may change subscriptions; PostgreSQL 15 wants a
	// superuser for it.
	asOwner(t, s, "postgres", "ALTER ROLE dbadmin SUPERUSER")
	var told []masking.Event
	report, err = masking.Quarantine(t.Context(), home, func(e masking.Event) { told = append(told, e) })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"subscription feed in database other"}, report.Stopped); diff != "" {
		t.Error(diff)
	}
	if len(told) != 3 {
		t.Errorf("it told %v", told)
	}
	if got := databasetest.Rows(t, other, subscription); got[0] != "f,NULL" {
		t.Errorf("the subscription is %v", got)
	}
	locked(t, s, "boss", "28000")
	databasetest.Exec(t, home, "SELECT 1")
}

func quarantineMariaDB(t *testing.T, s databasetest.Server) {
	t.Helper()
	home := s.Open(t, nil)
	databasetest.Exec(
		t, home, "CREATE USER app@'%' IDENTIFIED BY 'app-password'", "CREATE USER dbadmin@'10.0.0.%' IDENTIFIED BY 'x'", "CREATE USER ''@'192.0.2.1'",
		"CREATE EVENT app.`daily mail` ON SCHEDULE EVERY 1 DAY DO SELECT 1", "CREATE EVENT app.never ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1",
	)
	report, err := masking.Quarantine(t.Context(), home, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"login @192.0.2.1", "login app@%", "login dbadmin@10.0.0.%"}, report.Logins); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"event app.daily mail"}, report.Stopped); diff != "" {
		t.Error(diff)
	}
	locked(t, s, "app", "4151") // ER_ACCOUNT_HAS_BEEN_LOCKED; MySQL: 3118
	if got := databasetest.Rows(t, home, "SELECT DISTINCT STATUS FROM information_schema.EVENTS"); len(got) != 1 || got[0] != "DISABLED" {
		t.Errorf("the events are %v", got)
	}

	// No master user can make the server a replica, so that is played.
	for _, calls := range []error{nil, &database.Error{Code: "1305", Message: "PROCEDURE mysql.rds_stop_replication does not exist"}} {
		report, err = masking.Quarantine(t.Context(), replica{home, calls}, nil)
		if stopped := err == nil && cmp.Equal(report.Stopped, []string{"replication from another server"}); stopped != (calls == nil) {
			t.Errorf("a replica whose procedure answers %v: %+v, %v", calls, report, err)
		}
	}
}

// replica is a way to a server that replicates, with Aurora's procedure that
// ends it.
type replica struct {
	database.Database
	calls error
}

func (r replica) Connect(ctx context.Context) (database.Session, error) {
	session, err := r.Database.Connect(ctx)
	return replicaSession{session, r.calls}, err
}

type replicaSession struct {
	database.Session
	calls error
}

func (s replicaSession) Query(ctx context.Context, statement string) ([]database.Row, error) {
	if statement == "SHOW REPLICA STATUS" {
		return make([]database.Row, 1), nil
	}
	return s.Session.Query(ctx, statement)
}

func (s replicaSession) Exec(ctx context.Context, statement string) (int64, error) {
	if strings.HasPrefix(statement, "CALL ") {
		return 0, s.calls
	}
	return s.Session.Exec(ctx, statement)
}
