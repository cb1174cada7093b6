// Package database says what a way to a database must be able to do, whoever
// goes it: sessions that take statements as text, one after the other, and
// transactions around them. Package direct goes it with the databases' own
// protocols, package dataapi through the RDS Data API.
//
// Statements are text without parameters, since changesets are. Values of our
// own are put in with [Dialect.Literal] and [Dialect.Identifier].
package database

import (
	"context"
	"database/sql"
	"fmt"
)

// Dialect is a database's SQL, by Liquibase's short name for it.
type Dialect string

// The dialects of Aurora's two engines.
const (
	PostgreSQL Dialect = "postgresql"
	MySQL      Dialect = "mysql"
)

// DialectOf returns the dialect of one of AWS's engine names, aurora-postgresql
// or aurora-mysql.
func DialectOf(engine string) (Dialect, error) {
	switch engine {
	case "aurora-postgresql":
		return PostgreSQL, nil
	case "aurora-mysql":
		return MySQL, nil
	}
	return "", fmt.Errorf("engine %q: neither aurora-postgresql nor aurora-mysql", engine)
}

// CommitsDDL says whether each statement of data definition commits by itself,
// together with whatever came before it.
// https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html
func (d Dialect) CommitsDDL() bool { return d == MySQL }

// Database is a way to one database of a cluster. It is safe for concurrent
// use and holds nothing open by itself.
type Database interface {
	// Dialect is the SQL that is understood there.
	Dialect() Dialect
	// Name is the database's name; empty for none, which MySQL allows.
	Name() string
	// In is the same way to another database of the same cluster.
	In(name string) Database
	// Connect begins a session. Where the database does not answer yet, it is
	// tried again for as long as the way was told to, or until ctx ends.
	Connect(ctx context.Context) (Session, error)
}

// Session is one caller's conversation with a database. It must not be used
// concurrently. An [*Error] is the database's own answer to a statement; after
// any other error nobody knows whether the statement ran, and the session is of
// no more use.
type Session interface {
	// Exec sends one statement and returns how many rows it found to change. Rows
	// that it answers are thrown away.
	Exec(ctx context.Context, statement string) (affected int64, err error)
	// Query sends one statement and returns its rows, all in memory.
	Query(ctx context.Context, statement string) ([]Row, error)

	// Begin opens a transaction; outside of one every statement commits by
	// itself. There is one at a time.
	Begin(ctx context.Context) error
	// Commit makes what the transaction did last.
	Commit(ctx context.Context) error
	// Rollback undoes the transaction, and is nothing without one.
	Rollback(ctx context.Context) error

	// Reset gives the session's settings the values that they had when it
	// began, so that nothing a changeset set is seen by the next.
	Reset(ctx context.Context) error
	// Close ends the session; an open transaction is rolled back.
	Close(ctx context.Context)
}

// Row is a row's values as text, NULL being not valid.
type Row []sql.NullString
