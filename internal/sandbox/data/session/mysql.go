package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

type mysqlSession struct {
	pool *sql.DB // for one connection, and one more that cancels
	conn *sql.Conn
	id   int64 // of the connection, to the server
}

func openMySQL(ctx context.Context, l Login) (_ Session, err error) {
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr = l.User, l.Password, "tcp", net.JoinHostPort(l.Address, strconv.Itoa(l.Port))
	config.DBName, config.Timeout = l.Database, 10*time.Second
	// So that statements which cannot be prepared take parameters too.
	config.InterpolateParams = true
	config.Params = map[string]string{"time_zone": "'+00:00'"}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("configuring a session: %w", err)
	}
	s := &mysqlSession{pool: sql.OpenDB(connector)}
	defer func() {
		if err != nil {
			s.Close(ctx)
		}
	}()
	if s.conn, err = s.pool.Conn(ctx); err != nil {
		return nil, fmt.Errorf("logging in: %w", wordedMySQL(err, false))
	}
	if err := s.conn.QueryRowContext(ctx, "SELECT CONNECTION_ID()").Scan(&s.id); err != nil {
		return nil, fmt.Errorf("logging in: %w", err)
	}
	return s, nil
}

// wordedMySQL is a server's error in the Data API's words, or ErrGone; nil stays
// nil.
func wordedMySQL(err error, several bool) error {
	const syntaxError = 1064
	var refused *mysql.MySQLError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused):
		return fmt.Errorf("%w: %w", ErrGone, err)
	case refused.Number == syntaxError && several:
		return ErrMultiple
	}
	return &ServerError{fmt.Sprintf("%s; Error code: %d; SQLState: %s", refused.Message, refused.Number, refused.SQLState[:])}
}

// Run runs a statement; see Session.
func (s *mysqlSession) Run(ctx context.Context, st Statement) (Result, error) {
	var values []any
	text, several, err := scanner{st.SQL, true}.bind(func(name string) (string, error) {
		at := slices.IndexFunc(st.Parameters, func(p Parameter) bool { return p.Name == name })
		if at < 0 {
			return "", &MissingParameterError{name}
		}
		values = append(values, st.Parameters[at].Value)
		return "?", nil
	})
	if err != nil {
		return Result{}, err
	}
	if word := firstWord(text); changes[word] {
		return s.change(ctx, text, values, several, word == "INSERT" || word == "REPLACE")
	}
	rows, err := s.conn.QueryContext(ctx, text, values...)
	if err != nil {
		return Result{}, wordedMySQL(err, several)
	}
	defer func() { _ = rows.Close() }()
	result, err := readMySQL(rows, st)
	if err != nil {
		return Result{}, err
	}
	return result, wordedMySQL(rows.Err(), several)
}

// changes are the statements that answer with a number of rows.
var changes = map[string]bool{"INSERT": true, "REPLACE": true, "UPDATE": true, "DELETE": true, "LOAD": true}

func firstWord(text string) string {
	s := scanner{text, true}
	for at := 0; at < len(text); at++ {
		if next := s.skip(at); next > at {
			at = next - 1
		} else if startsName(text[at]) {
			end := at
			for end < len(text) && startsName(text[end]) {
				end++
			}
			return strings.ToUpper(text[at:end])
		}
	}
	return ""
}

func (s *mysqlSession) change(ctx context.Context, text string, values []any, several, generates bool) (Result, error) {
	done, err := s.conn.ExecContext(ctx, text, values...)
	if err != nil {
		return Result{}, wordedMySQL(err, several)
	}
	var result Result
	if result.Updated, err = done.RowsAffected(); err != nil {
		return Result{}, err
	}
	if id, err := done.LastInsertId(); err == nil && generates && id != 0 {
		result.Generated = []any{id}
	}
	return result, nil
}

// Begin begins a transaction.
func (s *mysqlSession) Begin(ctx context.Context) error { return s.exec(ctx, "START TRANSACTION") }

// Commit ends it.
func (s *mysqlSession) Commit(ctx context.Context) error { return s.exec(ctx, "COMMIT") }

// Rollback undoes it.
func (s *mysqlSession) Rollback(ctx context.Context) error { return s.exec(ctx, "ROLLBACK") }

func (s *mysqlSession) exec(ctx context.Context, text string) error {
	_, err := s.conn.ExecContext(ctx, text)
	return wordedMySQL(err, false)
}

// Cancel has the server end what runs.
func (s *mysqlSession) Cancel(ctx context.Context) error {
	_, err := s.pool.ExecContext(ctx, "KILL QUERY "+strconv.FormatInt(s.id, 10))
	return wordedMySQL(err, false)
}

// Close ends the session.
func (s *mysqlSession) Close(context.Context) {
	if s.conn != nil {
		_ = s.conn.Close()
	}
	_ = s.pool.Close()
}
