package database

import (
	"errors"
	"slices"
	"strings"
)

// Error is a database's refusal of a statement, in the database's words. What
// PostgreSQL calls the detail is left out on purpose: it quotes rows.
type Error struct {
	// Code is PostgreSQL's SQLSTATE, or MySQL's error number.
	Code string
	// Message is the database's text.
	Message string
	// Hint is the database's own; may be empty.
	Hint string
	// Position is where in the statement, in characters from 1; 0 is unknown.
	Position int
	// Err is the driver's error; may be nil.
	Err error
}

// Error renders `message (code)`.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// Unwrap returns the driver's error.
func (e *Error) Unwrap() error { return e.Err }

// Refused returns the database's answer in err; nil when it gave none, so that
// what became of the statement is unknown.
func Refused(err error) *Error {
	refused, _ := errors.AsType[*Error](err)
	return refused
}

// HasCode says whether err is a database's refusal with one of these codes.
func HasCode(err error, codes ...string) bool {
	refused := Refused(err)
	return refused != nil && slices.Contains(codes, refused.Code)
}
