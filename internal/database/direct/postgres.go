package direct

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// postgresSession is a [database.Session] in PostgreSQL's simple protocol, which
// takes a statement as it is and answers in text.
// https://www.postgresql.org/docs/15/protocol-flow.html#id-1.10.6.7.4
type postgresSession struct {
	conn *pgconn.PgConn
	open bool // a transaction is
}

// copyFromStdin is what the server would wait for data after, for ever.
var copyFromStdin = regexp.MustCompile(`(?is)^\s*(--[^\n]*\n\s*)*copy\s[^;]*\sfrom\s+stdin\b`)

func beginPostgres(ctx context.Context, w *way, password string) (database.Session, error) {
	// Everything that the environment and files could have put in is replaced.
	config, err := pgconn.ParseConfig("sslmode=disable")
	if err != nil {
		return nil, &unheard{fmt.Errorf("reading PostgreSQL's settings: %w", err)}
	}
	config.Host, config.Port = w.config.Host, uint16(w.config.Port) //nolint:gosec // Open has checked its range
	config.User, config.Password, config.Database = w.config.User, password, w.config.Database
	config.TLSConfig, config.Fallbacks = w.tls(), nil
	config.RuntimeParams = map[string]string{"application_name": applicationName}
	config.ValidateConnect, config.AfterConnect = nil, nil
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, postgresError("", err)
	}
	return &postgresSession{conn: conn}, nil
}

func (s *postgresSession) Exec(ctx context.Context, statement string) (int64, error) {
	if copyFromStdin.MatchString(statement) {
		return 0, &database.Error{Message: "COPY FROM STDIN has no data to read here: use INSERT"}
	}
	var affected int64
	results := s.conn.Exec(ctx, statement)
	for results.NextResult() {
		tag, err := results.ResultReader().Close()
		if err != nil {
			_ = results.Close()
			return 0, postgresError(statement, err)
		}
		affected += tag.RowsAffected()
	}
	return affected, postgresError(statement, results.Close())
}

func (s *postgresSession) Query(ctx context.Context, statement string) ([]database.Row, error) {
	results, err := s.conn.Exec(ctx, statement).ReadAll()
	if err != nil {
		return nil, postgresError(statement, err)
	}
	var rows []database.Row
	for _, result := range results {
		for _, values := range result.Rows {
			row := make(database.Row, len(values))
			for i, value := range values {
				row[i] = sql.NullString{String: string(value), Valid: value != nil}
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func (s *postgresSession) Begin(ctx context.Context) error {
	_, err := s.Exec(ctx, "BEGIN")
	s.open = err == nil
	return err
}

func (s *postgresSession) Commit(ctx context.Context) error {
	s.open = false
	tag, err := s.conn.Exec(ctx, "COMMIT").ReadAll()
	if err != nil {
		return postgresError("", err)
	}
	if len(tag) == 1 && tag[0].CommandTag.String() == "ROLLBACK" {
		return errors.New("the transaction was rolled back, since a statement in it had failed")
	}
	return nil
}

func (s *postgresSession) Rollback(ctx context.Context) error {
	if !s.open {
		return nil
	}
	s.open = false
	_, err := s.Exec(ctx, "ROLLBACK")
	return err
}

// Reset is what DISCARD ALL does, but for what concerns no statement's meaning.
func (s *postgresSession) Reset(ctx context.Context) error {
	_, err := s.Exec(ctx, "DISCARD ALL")
	return err
}

func (s *postgresSession) Close(ctx context.Context) { _ = s.conn.Close(ctx) }

// postgresError tells the server's answer from the way's troubles.
func postgresError(statement string, err error) error {
	if err == nil {
		return nil
	}
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		return &database.Error{
			Code: refused.Code, Message: refused.Severity + ": " + database.Conceal(statement, refused.Message), Hint: refused.Hint,
			Position: int(refused.Position), Err: err,
		}
	}
	if attempt, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		err = attempt.Unwrap()
		if strings.Contains(err.Error(), "refused TLS") { // pgx has no name for it
			err = fmt.Errorf("%w: %w", errNoTLS, err)
		}
	}
	return err
}
