// Package data is the sandbox's RDS Data API: SQL over HTTP, run on the servers
// behind the clusters, with the Data API's limits, types and refusals.
//
// Operations, shapes and exceptions are those of the model
// https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/; what the model
// does not say is from
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html.
package data

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// ControlPlane is where the clusters are.
type ControlPlane interface {
	// Look runs look on the account as of now, which must not keep what it sees.
	Look(ctx context.Context, look func(*account.Account) error) error
	// Wake notes that the cluster of a resource id is used. It resumes one that is
	// paused, and tells so.
	Wake(id string) (paused bool, err error)
}

// Config is what a Data API is made of.
type Config struct {
	Control ControlPlane
	Clock   account.Clock
	// StatementTimeout is how long a call may take; 45 s, which is AWS's, when 0.
	StatementTimeout time.Duration
}

// API is a Data API. Close ends what it has open.
type API struct {
	Config
	closing chan struct{}  // closed by Close
	jobs    sync.WaitGroup // statements that run, whoever still waits for them
	watches sync.WaitGroup // on transactions that could expire

	mu           sync.Mutex
	transactions map[string]*transaction
}

// AWS's limits.
const (
	statementTime = 45 * time.Second
	idleTime      = 3 * time.Minute // until an unused transaction is rolled back
	longestTime   = 24 * time.Hour  // of a transaction
	longestSQL    = 64 << 10        // characters
	largestRow    = 64 << 10        // bytes
	largestResult = 1 << 20         // bytes
	largestJSON   = 10 << 20        // bytes
)

// New returns a Data API.
func New(c Config) *API {
	if c.StatementTimeout == 0 {
		c.StatementTimeout = statementTime
	}
	return &API{Config: c, closing: make(chan struct{}), transactions: map[string]*transaction{}}
}

// Service returns the API as the wire knows it, version 2018-08-01.
func Service(p *API) *wire.Service {
	return &wire.Service{
		Name: wire.RDSData, Protocol: wire.RESTJSON,
		Operations: map[string]wire.Operation{
			"ExecuteStatement":      wire.JSONOperation(p.executeStatement),
			"BatchExecuteStatement": wire.JSONOperation(p.batchExecuteStatement),
			"BeginTransaction":      wire.JSONOperation(p.beginTransaction),
			"CommitTransaction":     wire.JSONOperation(p.commitTransaction),
			"RollbackTransaction":   wire.JSONOperation(p.rollbackTransaction),
			"ExecuteSql": func(context.Context, *wire.Request) (any, error) {
				return nil, badRequest("This API is deprecated and not available. Use ExecuteStatement API instead")
			},
		},
	}
}

// bounded has job run with a session and returns what it came to. When that takes
// too long, the caller is told so, and the statement is cancelled unless it is to
// go on. The session is released once the job has ended.
func (p *API) bounded(ctx context.Context, l *lease, goOn bool, job func(context.Context, session.Session) error) error {
	ended := make(chan error, 1)
	beyond, cancel := context.WithCancel(context.WithoutCancel(ctx)) // a caller that goes away ends nothing
	p.jobs.Go(func() {
		defer cancel()
		err := job(beyond, l.session)
		l.release(beyond, err)
		ended <- err
	})
	p.jobs.Go(func() {
		select {
		case <-p.closing:
			cancel()
		case <-beyond.Done():
		}
	})
	select {
	case err := <-ended:
		return refusal(err)
	case <-p.Clock.After(p.StatementTimeout):
	}
	if !goOn {
		if err := l.session.Cancel(beyond); err != nil {
			return refusal(err)
		}
		if err := <-ended; err == nil { // it was done before it could be cancelled
			return nil
		}
	}
	return statementTimeout()
}

// Close ends what runs and what is open. It is called once, after the last call.
func (p *API) Close(ctx context.Context) {
	close(p.closing)
	p.jobs.Wait()
	p.mu.Lock()
	open := slices.Collect(maps.Values(p.transactions))
	p.mu.Unlock()
	for _, t := range open {
		p.drop(ctx, t)
	}
	p.watches.Wait()
}
