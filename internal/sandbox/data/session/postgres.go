package session

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// closeTime bounds how long a session takes to say goodbye.
const closeTime = 2 * time.Second

type postgresSession struct{ conn *pgconn.PgConn }

func openPostgres(ctx context.Context, l Login) (Session, error) {
	// Everything that would otherwise come from the caller's PG* variables is named.
	config, err := pgconn.ParseConfig("host=127.0.0.1 user=x password=x dbname=postgres sslmode=disable target_session_attrs=any passfile=/dev/null")
	if err != nil {
		return nil, fmt.Errorf("configuring a session: %w", err)
	}
	config.Host, config.Port, config.User, config.Password = l.Address, uint16(l.Port), l.User, l.Password //nolint:gosec // a port
	config.ConnectTimeout = 10 * time.Second
	if l.Database != "" {
		config.Database = l.Database
	}
	config.RuntimeParams = map[string]string{
		"application_name": "RDS Data API", "timezone": "UTC", "datestyle": "ISO", "bytea_output": "hex", "client_encoding": "UTF8",
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("logging in: %w", worded(err))
	}
	return &postgresSession{conn}, nil
}

// worded is a server's error in the Data API's words, or ErrGone.
func worded(err error) error {
	const interventions = "57P" // the server ends, or is not ready yet
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || strings.HasPrefix(refused.Code, interventions) {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	if refused.Code == "42601" && strings.HasPrefix(refused.Message, "cannot insert multiple commands") {
		return ErrMultiple
	}
	text := refused.Severity + ": " + refused.Message
	if refused.Detail != "" {
		text += "\n  Detail: " + refused.Detail
	}
	if refused.Hint != "" {
		text += "; Hint: " + refused.Hint
	}
	if refused.Position != 0 {
		text += "; Position: " + strconv.Itoa(int(refused.Position))
	}
	return &ServerError{text + "; SQLState: " + refused.Code}
}

// Run runs a statement; see Session.
func (s *postgresSession) Run(ctx context.Context, st Statement) (Result, error) {
	var values [][]byte
	var types []uint32
	var bound []string
	sql, _, err := scanner{sql: st.SQL}.bind(func(name string) (string, error) {
		i := slices.Index(bound, name)
		if i < 0 {
			at := slices.IndexFunc(st.Parameters, func(p Parameter) bool { return p.Name == name })
			if at < 0 {
				return "", &MissingParameterError{name}
			}
			value, oid := postgresParameter(st.Parameters[at])
			bound, values, types = append(bound, name), append(values, value), append(types, oid)
			i = len(bound) - 1
		}
		return "$" + strconv.Itoa(i+1), nil
	})
	if err != nil {
		return Result{}, err
	}
	reader := s.conn.ExecParams(ctx, sql, values, types, nil, nil)
	var rows [][][]byte
	total := 0
	for reader.NextRow() {
		row := reader.Values()
		length := size(row)
		if total += length; total > st.MaxResult || length > st.MaxRow {
			return Result{}, ErrTooLarge // the rest is never read
		}
		kept := make([][]byte, len(row))
		for i, value := range row {
			kept[i] = slices.Clone(value) // nil stays nil
		}
		rows = append(rows, kept)
	}
	fields := slices.Clone(reader.FieldDescriptions())
	tag, err := reader.Close()
	if err != nil {
		return Result{}, worded(err)
	}
	if fields == nil {
		return Result{Updated: tag.RowsAffected()}, nil
	}
	result, err := s.result(ctx, fields, rows, st.Metadata)
	if !tag.Select() {
		result.Updated = tag.RowsAffected()
	}
	return result, err
}

// hintTypes are the types that the Data API's hints stand for.
var hintTypes = map[string]uint32{"JSON": oidJSON, "UUID": oidUUID, "TIMESTAMP": oidTimestamp, "DATE": oidDate, "TIME": oidTime, "DECIMAL": oidNumeric}

// postgresParameter writes a value in PostgreSQL's text form, with its type.
func postgresParameter(p Parameter) (value []byte, oid uint32) {
	switch v := p.Value.(type) {
	case bool:
		return strconv.AppendBool(nil, v), oidBool
	case int64:
		return strconv.AppendInt(nil, v, 10), oidInt8
	case float64:
		return strconv.AppendFloat(nil, v, 'g', -1, 64), oidFloat8
	case []byte:
		return []byte(`\x` + hex.EncodeToString(v)), oidBytea
	case string:
		if oid, hinted := hintTypes[p.Hint]; hinted {
			return []byte(v), oid
		}
		return []byte(v), oidText
	}
	return nil, hintTypes[p.Hint]
}

// Begin begins a transaction.
func (s *postgresSession) Begin(ctx context.Context) error { return s.exec(ctx, "BEGIN", "BEGIN") }

// Commit ends it, and refuses when the server has rolled back.
func (s *postgresSession) Commit(ctx context.Context) error { return s.exec(ctx, "COMMIT", "COMMIT") }

// Rollback undoes it.
func (s *postgresSession) Rollback(ctx context.Context) error {
	return s.exec(ctx, "ROLLBACK", "ROLLBACK")
}

func (s *postgresSession) exec(ctx context.Context, sql, tag string) error {
	done := s.conn.ExecParams(ctx, sql, nil, nil, nil, nil).Read()
	if done.Err != nil {
		return worded(done.Err)
	}
	if got := done.CommandTag.String(); got != tag {
		return &ServerError{"The database returned " + got + ", so the transaction cannot be committed."}
	}
	return nil
}

// Cancel has the server end what runs.
func (s *postgresSession) Cancel(ctx context.Context) error { return s.conn.CancelRequest(ctx) }

// Close ends the session.
func (s *postgresSession) Close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	_ = s.conn.Close(ctx) // a session that cannot be closed politely is dropped with its connection
}
