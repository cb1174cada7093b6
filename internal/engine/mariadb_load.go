package engine

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Load runs sqlFile with the mariadb client; see Server. Unlike PostgreSQL,
// MariaDB asks every login for its password on every way in, and we know none.
// So asRole has a second, random one while the client runs, beside its own,
// which goes on working.
func (s *mariadbServer) Load(ctx context.Context, database, asRole, sqlFile string) error {
	if err := s.load(ctx, database, asRole, sqlFile); err != nil {
		return fmt.Errorf("loading %q into database %q: %w", sqlFile, database, err)
	}
	return nil
}

func (s *mariadbServer) load(ctx context.Context, database, asRole, sqlFile string) (err error) {
	sqlFile, err = scriptFile(sqlFile)
	if err != nil {
		return err
	}
	script, err := os.Open(sqlFile)
	if err != nil {
		return err
	}
	defer script.Close()
	s.passwords.Lock()
	defer s.passwords.Unlock()
	password := rand.Text()
	restore, err := s.secondPassword(ctx, asRole, password)
	if err != nil {
		return err
	}
	defer func() {
		if restoreErr := restore(); err == nil {
			err = restoreErr
		}
	}()
	return s.runClient(ctx, database, asRole, password, script)
}

// secondPassword has a login take another password too, until restore is called.
func (s *mariadbServer) secondPassword(ctx context.Context, login, password string) (restore func() error, err error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.end()
	var own string
	err = conn.QueryRowContext(ctx, "SELECT COALESCE(JSON_VALUE(Priv, '$.authentication_string'), '') FROM mysql.global_priv "+
		"WHERE User = ? AND Host = '%' AND JSON_VALUE(Priv, '$.plugin') = 'mysql_native_password'", login).Scan(&own)
	if err != nil {
		return nil, fmt.Errorf("looking for the login %q: %w", login, err)
	}
	second, err := nativeVerifier(password)
	if err != nil {
		return nil, err
	}
	const via = " IDENTIFIED VIA mysql_native_password USING "
	first := "ALTER USER " + quoteLogin(login) + via + "'" + own + "'"
	if _, err := conn.ExecContext(ctx, first+" OR mysql_native_password USING '"+second+"'"); err != nil {
		return nil, fmt.Errorf("letting the client in as %q: %w", login, err)
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if err := s.exec(ctx, first); err != nil {
			return fmt.Errorf("locking the client out again: %w", err)
		}
		return nil
	}, nil
}

// runClient runs the client in one session, which holds a lock by whose name it
// can be ended with its statement. The password is in the environment, which
// only the client's user can read.
func (s *mariadbServer) runClient(ctx context.Context, database, login, password string, script *os.File) error {
	mark := "dbartifact-load-" + rand.Text()
	messages := &tail{}
	cmd := exec.CommandContext(ctx, s.client, "--no-defaults", "--batch", "--skip-reconnect", "--local-infile=0",
		"--default-character-set=utf8mb4", "--init-command=SELECT GET_LOCK('"+mark+"', 0)",
		"--protocol=socket", "--socket="+filepath.Join(s.socket, mariadbSocket), "--user="+login, "--database="+database)
	cmd.Env = append(environment(), "MYSQL_PWD="+password, "HOME=/nonexistent")
	cmd.Stdin, cmd.Stderr = script, messages
	cmd.Cancel = func() error {
		// Without its session, the client goes; the statement would stay otherwise.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := s.exec(ctx, "BEGIN NOT ATOMIC DECLARE id BIGINT DEFAULT IS_USED_LOCK('"+mark+"'); IF id IS NOT NULL THEN KILL CONNECTION id; END IF; END"); err != nil {
			return cmd.Process.Kill()
		}
		return nil
	}
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("running mariadb: %w", context.Cause(ctx))
		}
		return fmt.Errorf("running mariadb: %w: %s", err, withoutStatement(messages.String()))
	}
	return nil
}

// nearText is where a syntax error quotes the rest of the statement.
var nearText = regexp.MustCompile(`(?s) near '.*' at line (\d+)`)

// withoutStatement drops the statement that failed, which may hold a password:
// the client repeats it before it says why, and the server quotes it.
func withoutStatement(message string) string {
	if at := strings.LastIndex(message, "\nERROR "); at >= 0 {
		message = message[at+1:]
	}
	return nearText.ReplaceAllString(message, " in its line $1")
}
