package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// session is one session of the superuser, in no database.
type session struct {
	*sql.Conn
	pool *sql.DB
}

// connect opens a session of the superuser through the private socket.
func (s *mariadbServer) connect(ctx context.Context) (*session, error) {
	config := mysql.NewConfig()
	config.Net, config.Addr = "unix", filepath.Join(s.socket, mariadbSocket)
	config.User, config.Timeout = Superuser, 10*time.Second
	config.Logger = &mysql.NopLogger{} // what goes wrong is in the error, too
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("configuring a session: %w", err)
	}
	pool := sql.OpenDB(connector)
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connecting as %s: %w", Superuser, err), pool.Close())
	}
	return &session{conn, pool}, nil
}

// end closes the session, which takes its locks along.
func (s *session) end() {
	_ = s.Close()
	_ = s.pool.Close()
}

// exec runs statements as the superuser, in order.
func (s *mariadbServer) exec(ctx context.Context, statements ...string) error {
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.end()
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// quoteValue quotes what is neither a number nor a word.
func quoteValue(value string) string {
	if plainValue.MatchString(value) {
		return value
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(value) + "'"
}

var plainValue = regexp.MustCompile(`^[A-Za-z0-9_.]+$`)

// quoteName quotes an identifier.
func quoteName(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// quoteLogin names a login from anywhere, which is what every login here is.
func quoteLogin(user string) string { return quoteName(user) + "@'%'" }

// Sessions counts the sessions of clients; see Server.
func (s *mariadbServer) Sessions(ctx context.Context) (n int, err error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.end()
	err = conn.QueryRowContext(ctx, "SELECT count(*) FROM information_schema.PROCESSLIST WHERE USER NOT IN (?, 'system user', 'event_scheduler')", Superuser).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting sessions: %w", err)
	}
	return n, nil
}
