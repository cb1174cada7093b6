package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// connect opens a session of the superuser in the database postgres, through the
// private socket.
func (s *postgresServer) connect(ctx context.Context) (*pgx.Conn, error) {
	// Everything that would otherwise come from the caller's PG* variables is named.
	config, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=%s password='' dbname=postgres "+
		"sslmode=disable target_session_attrs=any connect_timeout=10 passfile=/dev/null",
		quoteParameter(s.socket), s.at.Port, Superuser))
	if err != nil {
		return nil, fmt.Errorf("configuring a session: %w", err)
	}
	// Whatever the server was configured to, it holds for others.
	config.RuntimeParams = map[string]string{
		"application_name": "dbartifact", "statement_timeout": "0", "lock_timeout": "0", "idle_in_transaction_session_timeout": "0",
		"default_transaction_isolation": "read committed", "search_path": "pg_catalog",
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connecting as %s: %w", Superuser, err)
	}
	return conn, nil
}

// quoteParameter quotes a value of a connection string.
// https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING
func quoteParameter(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// disconnect closes conn in peace, also when ctx has ended.
func disconnect(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	// A session that cannot be closed politely is dropped with its socket.
	_ = conn.Close(ctx)
}

// exec runs one statement as the superuser in the database postgres.
func (s *postgresServer) exec(ctx context.Context, sql string) error {
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer disconnect(ctx, conn)
	_, err = conn.Exec(ctx, sql)
	return err
}

// Sessions counts the sessions of clients; see Server.
func (s *postgresServer) Sessions(ctx context.Context) (n int, err error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return 0, err
	}
	defer disconnect(ctx, conn)
	err = conn.QueryRow(ctx, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename <> $1", Superuser).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting sessions: %w", err)
	}
	return n, nil
}
