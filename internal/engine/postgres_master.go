package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// auroraRoles are the roles that Aurora has from the start, as far as scripts
// written for it name them. None can log in. Data is loaded there with triggers
// and foreign keys off, by a setting that is a superuser's elsewhere:
// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.PostgreSQL.html
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html
const auroraRoles = `DO $$
DECLARE name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['rds_superuser', 'rds_replication', 'rds_password', 'rds_iam'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', name);
		END IF;
	END LOOP;
	GRANT pg_monitor, pg_signal_backend, pg_checkpoint, rds_replication, rds_password
		TO rds_superuser WITH ADMIN OPTION;
	IF current_setting('server_version_num')::int >= 150000 THEN -- before, no setting can be granted
		EXECUTE 'GRANT SET ON PARAMETER session_replication_role TO rds_superuser';
	END IF;
END $$`

// fencedRoles closes a door that Aurora keeps shut too: before version 16, who
// may create roles may also grant himself the roles that read and write files
// and run programs on the machine. Only a superuser may grant a superuser, and
// nobody is a member of these.
// https://www.postgresql.org/docs/release/16.0/ (CREATEROLE).
const fencedRoles = `UPDATE pg_authid SET rolsuper = true
WHERE rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
AND current_setting('server_version_num')::int < 160000`

// CreateMaster creates the master user, rds_superuser and the database; the
// database postgres becomes the master user's too, as in Aurora.
func (s *postgresServer) CreateMaster(ctx context.Context, user, password, database string) error {
	if err := s.createMaster(ctx, user, password, database); err != nil {
		return fmt.Errorf("creating master user %q: %w", user, err)
	}
	return nil
}

func (s *postgresServer) createMaster(ctx context.Context, user, password, database string) error {
	if user == "" || user == Superuser || strings.HasPrefix(user, "rds_") {
		return errors.New("the name is reserved")
	}
	verifier, err := scramVerifier(password)
	if err != nil {
		return err
	}
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer disconnect(ctx, conn)

	master := pgx.Identifier{user}.Sanitize()
	verb, err := createOrAlter(ctx, conn, user)
	if err != nil {
		return err
	}
	for _, sql := range []string{
		auroraRoles,
		fencedRoles,
		verb + " ROLE " + master + " LOGIN CREATEDB CREATEROLE PASSWORD '" + verifier + "'",
		"GRANT rds_superuser TO " + master,
		"ALTER DATABASE postgres OWNER TO " + master,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("making roles: %w", err)
		}
	}
	return createDatabase(ctx, conn, database, master)
}

// createOrAlter returns the verb that leads to role existing.
func createOrAlter(ctx context.Context, conn *pgx.Conn, role string) (string, error) {
	var exists bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", role).Scan(&exists)
	if err != nil {
		return "", fmt.Errorf("looking for the role: %w", err)
	}
	if exists {
		return "ALTER", nil
	}
	return "CREATE", nil
}

// createDatabase creates name for owner, which is quoted already, unless it
// exists or is "".
func createDatabase(ctx context.Context, conn *pgx.Conn, name, owner string) error {
	if name == "" {
		return nil
	}
	var exists bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil {
		return fmt.Errorf("looking for database %q: %w", name, err)
	}
	if exists {
		return nil
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" OWNER "+owner); err != nil {
		return fmt.Errorf("creating database %q: %w", name, err)
	}
	return nil
}

// SetPassword changes the password of role; see Server.
func (s *postgresServer) SetPassword(ctx context.Context, role, password string) error {
	if role == Superuser {
		return fmt.Errorf("setting the password of %q: the name is reserved", role)
	}
	verifier, err := scramVerifier(password)
	if err != nil {
		return fmt.Errorf("setting the password of %q: %w", role, err)
	}
	if err := s.exec(ctx, "ALTER ROLE "+pgx.Identifier{role}.Sanitize()+" PASSWORD '"+verifier+"'"); err != nil {
		return fmt.Errorf("setting the password of %q: %w", role, err)
	}
	return nil
}

// SetTokenLogin makes role a member of rds_iam, or takes that back; see Server.
func (s *postgresServer) SetTokenLogin(ctx context.Context, role string, on bool) error {
	sql := "REVOKE rds_iam FROM "
	if on {
		sql = "GRANT rds_iam TO "
	}
	if err := s.exec(ctx, sql+pgx.Identifier{role}.Sanitize()); err != nil {
		return fmt.Errorf("changing how %q logs in: %w", role, err)
	}
	return nil
}
