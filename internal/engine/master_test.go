package engine_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

// refused makes sure that PostgreSQL answered with this SQLSTATE.
func refused(t *testing.T, err error, code string) {
	t.Helper()
	var answer *pgconn.PgError
	if !errors.As(err, &answer) || answer.Code != code {
		t.Errorf("got %v, want SQLSTATE %s", err, code)
	}
}

func TestMasterHasTheRightsOfAurorasMaster(t *testing.T) {
	p := enginetest.Postgres(t)
	_, at, _ := newMaster(t, p)
	conn := session(t, at)
	if got := value[string](t, conn, `SELECT concat_ws(' ', rolsuper, rolcreatedb, rolcreaterole, rolcanlogin, rolreplication,
		pg_has_role('rds_superuser', 'member'), pg_has_role('pg_monitor', 'usage'),
		(SELECT rolcanlogin FROM pg_roles WHERE rolname = 'rds_superuser'))
		FROM pg_roles WHERE rolname = current_user`); got != "f t t t f t t f" {
		t.Errorf("super createdb createrole login replication rds_superuser pg_monitor rds_superuser's login: %s", got)
	}
	if got := value[string](t, conn, `SELECT string_agg(datname || '=' || pg_get_userbyid(datdba), ' ' ORDER BY datname)
		FROM pg_database WHERE NOT datistemplate`); got != "app=dbadmin postgres=dbadmin" {
		t.Errorf("databases and owners: %s", got)
	}
	execute(t, conn, "CREATE ROLE other LOGIN", "GRANT rds_iam TO other", "CREATE DATABASE another",
		"CREATE TABLE public.t ()", "CREATE EXTENSION pg_trgm", "CHECKPOINT",
		"SET session_replication_role = replica")
	for _, sql := range []string{
		"ALTER ROLE dbadmin SUPERUSER",
		"ALTER ROLE rdsadmin PASSWORD 'mine'",
		"SET ROLE rdsadmin",
		"GRANT rdsadmin TO dbadmin",
		"GRANT pg_execute_server_program TO dbadmin",
		"GRANT pg_read_server_files TO other",
		"COPY t FROM PROGRAM 'id'",
		"ALTER SYSTEM SET work_mem = '1GB'",
	} {
		_, err := conn.Exec(t.Context(), sql)
		if err == nil {
			t.Errorf("%s: allowed", sql)
			continue
		}
		refused(t, err, "42501")
	}
}

func TestSuperuserIsRefusedOverTCP(t *testing.T) {
	p := enginetest.Postgres(t)
	_, at, _ := newMaster(t, p)
	for _, word := range []string{"", password} {
		_, err := login(t.Context(), at, engine.Superuser, word)
		refused(t, err, "28000") // rejected by rule, no password asked
	}
	_, err := login(t.Context(), at, master, "wrong")
	refused(t, err, "28P01")
}

func TestChangedPasswordTakesEffect(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, _ := newMaster(t, p)
	open := session(t, at)
	const role = "SELECT row(rolcanlogin, rolcreatedb, rolcreaterole, rolconnlimit, rolvaliduntil)::text FROM pg_roles WHERE rolname = current_user"
	before := value[string](t, open, role)
	const second = `second"; DROP ROLE dbadmin --'`
	if err := s.SetPassword(t.Context(), master, second); err != nil {
		t.Fatal(err)
	}
	_, err := login(t.Context(), at, master, password)
	refused(t, err, "28P01")
	conn, err := login(t.Context(), at, master, second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if after := value[string](t, conn, role); after != before {
		t.Errorf("the role was %s and is %s", before, after)
	}
	if got := value[int](t, open, "SELECT 1"); got != 1 {
		t.Error("the open session is gone")
	}
	refused(t, s.SetPassword(t.Context(), "nobody", second), "42704")
}

func TestPasswordsStayOutOfLogAndErrors(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, dir := newMaster(t, p)
	const secret = "open-sesame"
	_, err := session(t, at).Exec(t.Context(), "ALTER ROLE nobody PASSWORD '"+secret+"'")
	refused(t, err, "42704")
	for name, err := range map[string]error{
		"unknown role":   s.SetPassword(t.Context(), "nobody", secret),
		"superuser":      s.SetPassword(t.Context(), engine.Superuser, secret),
		"not ASCII":      s.SetPassword(t.Context(), master, secret+"é"),
		"control":        s.SetPassword(t.Context(), master, secret+"\x00"),
		"reserved":       s.CreateMaster(t.Context(), engine.Superuser, secret, ""),
		"reserved too":   s.CreateMaster(t.Context(), "rds_superuser", secret, ""),
		"no database":    s.CreateMaster(t.Context(), master, secret, strings.Repeat("x", 70)+"\x00"),
		"empty password": s.CreateMaster(t.Context(), master, "", ""),
	} {
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
	log, err := os.ReadFile(filepath.Join(dir, "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(log), `role "nobody" does not exist`) {
		t.Errorf("the failed statement is not in the log, so the log proves nothing: %s", log)
	}
	if strings.Contains(string(log), secret) {
		t.Errorf("a password is in the log: %s", log)
	}
}
