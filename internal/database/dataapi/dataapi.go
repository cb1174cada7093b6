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
