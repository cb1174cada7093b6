package engine

import (
	"context"
	"fmt"
)

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
