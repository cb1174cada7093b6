package dataapi

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// session is a [database.Session].
type session struct {
	*way
	transaction string
}

func (s *session) Exec(ctx context.Context, statement string) (int64, error) {
	_, affected, err := s.send(ctx, statement)
	return affected, err
}

func (s *session) Query(ctx context.Context, statement string) ([]database.Row, error) {
	found, _, err := s.send(ctx, statement)
	rows := make([]database.Row, len(found))
	for i, row := range found {
		rows[i] = row
	}
	return rows, err
}

func (s *session) send(ctx context.Context, statement string) (rows [][]sql.NullString, affected int64, err error) {
	// MySQL's data definition is cancelled at a risk: what was begun may stay in
	// pieces (RDS Data Service API Reference, continueAfterTimeout).
	goOn := s.Config.Dialect.CommitsDDL()
	err = s.whenReady(ctx, func() error {
		rows, affected, err = s.Caller.ExecuteStatement(ctx, s.Database, s.transaction, statement, goOn)
		return err
	})
	return rows, affected, explain(s.Config.Dialect, statement, err)
}

func (s *session) Begin(ctx context.Context) error {
	err := s.whenReady(ctx, func() (err error) {
		s.transaction, err = s.Caller.BeginTransaction(ctx, s.Database)
		return err
	})
	return explain(s.Config.Dialect, "", err)
}

func (s *session) Commit(ctx context.Context) error {
	transaction := s.transaction
	s.transaction = ""
	return explain(s.Config.Dialect, "", s.Caller.CommitTransaction(ctx, transaction))
}

func (s *session) Rollback(ctx context.Context) error {
	transaction := s.transaction
	if transaction == "" {
		return nil
	}
	s.transaction = ""
	err := s.Caller.RollbackTransaction(ctx, transaction)
	if codeOf(err) == "TransactionNotFoundException" { // it has ended by itself
		return nil
	}
	return explain(s.Config.Dialect, "", err)
}

// Reset has nothing to do: every statement outside of a transaction, and every
// transaction, begins with the settings of a login.
func (s *session) Reset(context.Context) error { return nil }

// Close rolls back what is open, so that it does not hold its locks for the
// three minutes that AWS waits. Behind a statement that still runs, AWS's wait
// is the shorter one.
func (s *session) Close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_ = s.Rollback(ctx)
}

// whenReady makes a call, and makes it again while it is refused for the
// reason that the cluster cannot take it yet. Such a call did nothing.
func (s *session) whenReady(ctx context.Context, call func() error) error {
	began := time.Now()
	for pause := time.Second; ; pause = min(2*pause, 10*time.Second) {
		err := call()
		if err == nil || !s.notYet(err) || time.Since(began)+pause > s.Patience {
			return err
		}
		s.Report("not ready yet: " + codeOf(err))
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("%w; the last answer: %w", context.Cause(ctx), err)
		case <-timer.C:
		}
	}
}
