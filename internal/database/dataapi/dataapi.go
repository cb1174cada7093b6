// Package dataapi reaches a database through the RDS Data API: HTTPS calls to
// AWS, so that neither a route into the VPC nor a rule of a security group is
// needed. Statements and transactions are calls; there are no sessions, and
// outside of a transaction no setting outlives its statement.
//
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html
package dataapi

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// Caller makes the calls to one cluster, with the user of one secret. Errors of
// AWS's have methods ErrorCode and ErrorMessage, as AWS's SDK gives them.
// Neither ExecuteStatement nor CommitTransaction may be sent twice.
type Caller interface {
	BeginTransaction(ctx context.Context, database string) (transaction string, err error)
	ExecuteStatement(ctx context.Context, database, transaction, statement string, goOn bool) (rows [][]sql.NullString, updated int64, err error)
	CommitTransaction(ctx context.Context, transaction string) error
	RollbackTransaction(ctx context.Context, transaction string) error
}

// Config says which database is meant.
type Config struct {
	Dialect  database.Dialect
	Database string
	Caller   Caller
	// Patience is how long a cluster is waited for that cannot take statements
	// yet: its endpoint was turned on a moment ago, or it wakes from a pause.
	// Default: 5 minutes.
	Patience time.Duration
	// Report, which may be nil, is told why a statement could not be taken.
	Report func(status string)
}

// Open returns the way; it calls nobody.
func Open(config Config) database.Database {
	if config.Patience <= 0 {
		config.Patience = 5 * time.Minute
	}
	if config.Report == nil {
		config.Report = func(string) {}
	}
	return &way{Config: config, answered: new(atomic.Bool)}
}

// way is a [database.Database].
type way struct {
	Config
	answered *atomic.Bool // a statement was, so that the endpoint is known to be up
}

func (w *way) Dialect() database.Dialect { return w.Config.Dialect }

func (w *way) Name() string { return w.Database }

func (w *way) In(name string) database.Database {
	other := *w
	other.Database = name
	return &other
}

// Connect waits until the cluster takes statements.
func (w *way) Connect(ctx context.Context) (database.Session, error) {
	s := &session{way: w}
	if !w.answered.Load() {
		if _, err := s.Exec(ctx, "SELECT 1"); err != nil {
			return nil, fmt.Errorf("reaching the database by the Data API: %w", err)
		}
		w.answered.Store(true)
	}
	return s, nil
}

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
