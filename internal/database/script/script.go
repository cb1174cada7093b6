// Package script cuts SQL scripts into statements, the way the databases' own
// clients do: psql for PostgreSQL, mysql for MySQL. Statements are then sent
// one by one, over any way to a database.
package script

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// What a script can hold that no statement is, for errors.Is.
var (
	// ErrClientCommand: a command that only the database's client understands.
	ErrClientCommand = errors.New("a client's command")
	// ErrInlineData: COPY with its rows in the script.
	ErrInlineData = errors.New("COPY with its rows in the script")
	// ErrUnterminated: a string, a quoted name or a comment without an end.
	ErrUnterminated = errors.New("no end")
	// ErrNotText: bytes that are no UTF-8, or a zero byte.
	ErrNotText = errors.New("no UTF-8 text")
)

// Error is what is wrong with a script, and where.
type Error struct {
	Line int // from 1
	What string
	Err  error
}

// Error renders `line 3: what: why`.
func (e *Error) Error() string { return fmt.Sprintf("line %d: %s: %v", e.Line, e.What, e.Err) }

// Unwrap returns one of the package's errors.
func (e *Error) Unwrap() error { return e.Err }

// Statement is one statement of a script.
type Statement struct {
	// Text is without its delimiter and without comments around it; comments
	// inside stay.
	Text string
	// Line is where it begins, from 1.
	Line int
}

// Split cuts a script into statements. What consists of comments alone is no
// statement. It fails with an [Error] on what cannot be sent to a database.
//
// In MySQL scripts, DELIMITER commands are followed and comments of the form
// /*! are code, as mysqldump writes them. In PostgreSQL scripts, the commands
// that pg_dump puts around a dump to protect psql (\restrict) are left out, and
// bodies of the form BEGIN ATOMIC are kept whole.
func Split(dialect database.Dialect, text string) ([]Statement, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	if at := notText(text); at >= 0 {
		return nil, &Error{Line: 1 + strings.Count(text[:at], "\n"), What: "reading the script", Err: ErrNotText}
	}
	s := newScanner(dialect, text)
	var all []Statement
	for {
		statement, ok, err := s.next()
		if err != nil {
			return nil, err
		}
		if !ok {
			return all, nil
		}
		all = append(all, statement)
	}
}

// notText is the first byte that a database does not take as text, -1 without one.
func notText(text string) int {
	for at, r := range text {
		if r == 0 {
			return at
		}
		if r == utf8.RuneError && !strings.HasPrefix(text[at:], string(utf8.RuneError)) {
			return at
		}
	}
	return -1
}

// First returns the first statement of a text that consists of statements ended
// by semicolons, and what follows the semicolon; ok is false when there is none.
func First(dialect database.Dialect, text string) (first, rest string, ok bool, err error) {
	s := newScanner(dialect, text)
	statement, ok, err := s.next()
	return statement.Text, text[s.at:], ok, err
}
