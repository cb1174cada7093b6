package databasetest

import (
	"context"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// kept is a way whose sessions are one session.
type kept struct {
	database.Database
	session keptSession
}

// Keep returns a way on which all share one session until the test ends, for
// tests that look many times.
func Keep(tb testing.TB, way database.Database) database.Database {
	tb.Helper()
	session := connect(tb, way)
	tb.Cleanup(func() { session.Close(context.WithoutCancel(tb.Context())) })
	return kept{way, keptSession{session}}
}

// Connect returns the one session.
func (k kept) Connect(context.Context) (database.Session, error) { return k.session, nil }

type keptSession struct{ database.Session }

// Close leaves it open.
func (keptSession) Close(context.Context) {}
