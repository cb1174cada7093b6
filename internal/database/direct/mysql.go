package direct

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// mysqlSession is a [database.Session] in MySQL's text protocol.
type mysqlSession struct {
	way  *way
	pool *sql.DB
	conn *sql.Conn
	id   string // the server's number for the session
	// manual is whether statements wait for a commit. After a statement that
	// commits by itself they still do, unlike after START TRANSACTION.
	manual bool
}

func beginMySQL(ctx context.Context, w *way, password string) (database.Session, error) {
	config := mysql.NewConfig()
	config.Net, config.Addr = "tcp", w.config.address()
	config.User, config.Passwd, config.DBName = w.config.User, password, w.config.Database
	config.TLS, config.Timeout = w.tls(), w.config.Timeout
	config.AllowCleartextPasswords = true // IAM's tokens; the session is encrypted
	config.AllowFallbackToPlaintext = false
	config.ClientFoundRows = true
	config.MaxAllowedPacket = 0 // as the server says
	config.Logger = &mysql.NopLogger{}
	config.ConnectionAttributes = "program_name:" + applicationName
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, &unheard{fmt.Errorf("reading MySQL's settings: %w", err)}
	}
	s := &mysqlSession{way: w, pool: sql.OpenDB(connector)}
	if s.conn, err = s.pool.Conn(ctx); err == nil {
		err = s.conn.QueryRowContext(ctx, "SELECT CONNECTION_ID()").Scan(&s.id)
	}
	if err != nil {
		_ = s.pool.Close()
		return nil, mysqlError("", err)
	}
	return s, nil
}

func (s *mysqlSession) Exec(ctx context.Context, statement string) (int64, error) {
	result, err := s.conn.ExecContext(ctx, statement)
	if err != nil {
		s.endStatement(ctx)
		return 0, mysqlError(statement, err)
	}
	affected, err := result.RowsAffected()
	return affected, mysqlError(statement, err)
}

func (s *mysqlSession) Query(ctx context.Context, statement string) ([]database.Row, error) {
	found, err := s.conn.QueryContext(ctx, statement)
	if err != nil {
		s.endStatement(ctx)
		return nil, mysqlError(statement, err)
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		return nil, mysqlError(statement, err)
	}
	var rows []database.Row
	for found.Next() {
		row, into := make(database.Row, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := found.Scan(into...); err != nil {
			return nil, mysqlError(statement, err)
		}
		rows = append(rows, row)
	}
	return rows, mysqlError(statement, found.Err())
}

// endStatement ends what the server still does for a caller whose ctx has
// ended: the driver only hangs up, which MySQL notices when it is done.
func (s *mysqlSession) endStatement(ctx context.Context) {
	if ctx.Err() == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	other, err := s.way.begin(ctx)
	if err != nil {
		return
	}
	_, _ = other.Exec(ctx, "KILL "+s.id)
	other.Close(ctx)
}

func (s *mysqlSession) Begin(ctx context.Context) error { return s.manually(ctx, true) }

func (s *mysqlSession) Commit(ctx context.Context) error {
	if _, err := s.Exec(ctx, "COMMIT"); err != nil {
		return err
	}
	return s.manually(ctx, false)
}

func (s *mysqlSession) Rollback(ctx context.Context) error {
	if !s.manual {
		return nil
	}
	if _, err := s.Exec(ctx, "ROLLBACK"); err != nil {
		return err
	}
	return s.manually(ctx, false)
}

func (s *mysqlSession) manually(ctx context.Context, on bool) error {
	automatic := 1
	if on {
		automatic = 0
	}
	_, err := s.Exec(ctx, "SET autocommit = "+strconv.Itoa(automatic))
	s.manual = on
	return err
}

// Reset begins anew: the driver cannot send MySQL's own reset, and no statement
// stands for it.
// https://dev.mysql.com/doc/refman/8.0/en/mysql-reset-connection.html
func (s *mysqlSession) Reset(ctx context.Context) error {
	fresh, err := s.way.Connect(ctx)
	if err != nil {
		return err
	}
	s.Close(ctx)
	*s = *fresh.(*mysqlSession) //nolint:forcetypeassert // a way of MySQL's begins no other
	return nil
}

func (s *mysqlSession) Close(context.Context) {
	_, _ = s.conn.Close(), s.pool.Close()
}

// mysqlError tells the server's answer from the way's troubles.
func mysqlError(statement string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, mysql.ErrPktTooLarge) { // found out before anything was sent
		return &database.Error{Code: "1153", Message: "the statement is larger than the server's max_allowed_packet", Err: err}
	}
	if errors.Is(err, mysql.ErrNoTLS) {
		return fmt.Errorf("%w: %w", errNoTLS, err)
	}
	if refused, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return &database.Error{Code: strconv.Itoa(int(refused.Number)), Message: database.Conceal(statement, refused.Message), Err: err}
	}
	return err
}
