// Package session runs SQL on the servers behind clusters as the RDS Data API
// does: one statement at a time with named parameters, and results whose values
// are typed. It knows the two engines' protocols and how the Data API words
// their errors, and nothing of AWS's calls.
package session

import (
	"context"
	"errors"
	"fmt"
)

// The engines, as AWS names them.
const (
	Postgres = "aurora-postgresql"
	MySQL    = "aurora-mysql"
)

// Login is who logs in where.
type Login struct {
	Engine   string // Postgres or MySQL
	Address  string
	Port     int
	User     string
	Password string
	Database string // "" is the engine's own choice
}

// Session is one login to one database. One statement runs at a time; Cancel may
// be called meanwhile.
type Session interface {
	// Run runs a statement and returns its whole result. Errors are *ServerError,
	// *UnsupportedError, *MissingParameterError, ErrMultiple, ErrTooLarge and
	// ErrGone.
	Run(ctx context.Context, s Statement) (Result, error)
	// Begin, Commit and Rollback are the transaction's. A Commit that the server
	// answers with a rollback is a *ServerError.
	Begin(ctx context.Context) error
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error
	// Cancel has the server end the statement that is running.
	Cancel(ctx context.Context) error
	// Close ends the session; what was not committed is gone.
	Close(ctx context.Context)
}

// Open logs in. Errors are *ServerError, and ErrGone when nobody answers.
func Open(ctx context.Context, l Login) (Session, error) {
	switch l.Engine {
	case Postgres:
		return openPostgres(ctx, l)
	case MySQL:
		return openMySQL(ctx, l)
	}
	return nil, fmt.Errorf("opening a session: there is no engine %q", l.Engine)
}

// Statement is what is to be run.
type Statement struct {
	SQL        string // with :name for parameters
	Parameters []Parameter
	Metadata   bool // whether Result.Columns are to be complete
	// MaxRow and MaxResult bound what the server may answer, in bytes.
	MaxRow, MaxResult int
}

// Parameter is a named value. Value is nil, bool, int64, float64, string or
// []byte; Hint is a type hint of the Data API for a string, "" for none.
type Parameter struct {
	Name  string
	Hint  string
	Value any
}

// Result is what a statement came to.
type Result struct {
	// Columns is nil for a statement that has no result set.
	Columns []Column
	// Rows hold nil, bool, int64, float64, string, Decimal, []byte, or []any of
	// these.
	Rows      [][]any
	Updated   int64
	Generated []any // values of auto-increment columns, MySQL only
}

// Decimal is a number of which no digit may get lost.
type Decimal string

// Column describes a column, with java.sql.Types' numbers for types.
type Column struct {
	Name, Label, TypeName     string
	Schema, Table             string // "" for an expression
	Type, ArrayBase           int
	Precision, Scale          int
	Nullable                  int // 0 no, 1 yes, 2 unknown
	AutoIncrement, Signed     bool
	CaseSensitive, IsCurrency bool
}

// Nullable's values, as in java.sql.ResultSetMetaData.
const (
	noNulls = iota
	nullable
	nullableUnknown
)

// ServerError is an error of the database server, in the Data API's words.
type ServerError struct{ Text string }

// Error returns the text.
func (e *ServerError) Error() string { return e.Text }

// UnsupportedError says which type, or shape of value, cannot be answered.
type UnsupportedError struct{ Text string }

// Error returns the text.
func (e *UnsupportedError) Error() string { return e.Text }

// MissingParameterError is a name in a statement that no parameter has.
type MissingParameterError struct{ Name string }

// Error names it.
func (e *MissingParameterError) Error() string { return "Cannot find parameter: " + e.Name }

// ErrMultiple says that there was more than one statement in one.
var ErrMultiple = errors.New("more than one statement")

// ErrTooLarge says that the result, or a row of it, is longer than allowed. The
// session is of no use afterwards.
var ErrTooLarge = errors.New("the result is too large")

// ErrGone says that the server does not answer, or not any more.
var ErrGone = errors.New("the server does not answer")

// size is what a row takes on the wire: its count of columns, and a length with
// each value.
func size(values [][]byte) int {
	n := 2 + 4*len(values)
	for _, v := range values {
		n += len(v)
	}
	return n
}
