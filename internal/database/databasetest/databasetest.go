// Package databasetest gives tests a database server of each kind that takes
// TLS, and ways to it.
package databasetest

import (
	"context"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/direct"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

// The master user of every server, and the database that it has from the start.
const (
	Master   = "dbadmin"
	Password = "the-master-password"
	Name     = "app"
)

// Server is a running server with Aurora's master user.
type Server struct {
	engine.Server
	// Config reaches it as the master user.
	Config direct.Config
}

// Postgres serves an empty PostgreSQL until the test ends; see
// [enginetest.Postgres].
func Postgres(tb testing.TB) Server {
	tb.Helper()
	return serve(tb, enginetest.Postgres(tb), database.PostgreSQL)
}

// LaterPostgres serves an empty PostgreSQL of a later version; see
// [enginetest.LaterPostgres].
func LaterPostgres(tb testing.TB) Server {
	tb.Helper()
	return serve(tb, enginetest.LaterPostgres(tb), database.PostgreSQL)
}

// MariaDB serves an empty MariaDB until the test ends; see
// [enginetest.MariaDB].
func MariaDB(tb testing.TB) Server {
	tb.Helper()
	return serve(tb, enginetest.MariaDB(tb), database.MySQL)
}

func serve(tb testing.TB, e engine.Engine, d database.Dialect) Server {
	tb.Helper()
	dir := enginetest.Dir(tb) + "/data"
	if err := e.Init(tb.Context(), dir); err != nil {
		tb.Fatal(err)
	}
	at := enginetest.Listen(tb)
	certificate, _ := enginetest.Certificate(tb, at.Address)
	at.Certificate = &certificate
	server := enginetest.Serve(tb, e, dir, at)
	if err := server.CreateMaster(tb.Context(), Master, Password, Name); err != nil {
		tb.Fatal(err)
	}
	return Server{server, direct.Config{
		Dialect: d, Host: at.Address, Port: at.Port, User: Master, Database: Name, Roots: certificate.Chain,
		Password: func(context.Context) (string, error) { return Password, nil },
	}}
}

// Open is the way to the server with its configuration changed.
func (s Server) Open(tb testing.TB, change func(*direct.Config)) database.Database {
	tb.Helper()
	config := s.Config
	if change != nil {
		change(&config)
	}
	way, err := direct.Open(config)
	if err != nil {
		tb.Fatal(err)
	}
	return way
}

// Fresh is the way to a new, empty database.
func (s Server) Fresh(tb testing.TB, name string) database.Database {
	tb.Helper()
	return Fresh(tb, s.Open(tb, nil), name)
}

// Fresh creates a database, and is the way to it.
func Fresh(tb testing.TB, home database.Database, name string) database.Database {
	tb.Helper()
	Exec(tb, home, "CREATE DATABASE "+home.Dialect().Identifier(name))
	return home.In(name)
}

// Exec runs statements in a session.
func Exec(tb testing.TB, way database.Database, statements ...string) {
	tb.Helper()
	session := connect(tb, way)
	defer session.Close(tb.Context())
	for _, statement := range statements {
		if _, err := session.Exec(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

// Rows are a query's rows, the columns joined by commas, NULL as "NULL".
func Rows(tb testing.TB, way database.Database, query string) []string {
	tb.Helper()
	session := connect(tb, way)
	defer session.Close(tb.Context())
	found, err := session.Query(tb.Context(), query)
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	rows := make([]string, len(found))
	for i, row := range found {
		for j, value := range row {
			if j > 0 {
				rows[i] += ","
			}
			if !value.Valid {
				value.String = "NULL"
			}
			rows[i] += value.String
		}
	}
	return rows
}

func connect(tb testing.TB, way database.Database) database.Session {
	tb.Helper()
	session, err := way.Connect(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return session
}
