package data

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// transaction is a session that lasts for several calls.
type transaction struct {
	id      string
	of      target
	session session.Session
	turn    chan struct{} // holds one while a statement runs
	ended   chan struct{} // closed when the transaction is over
	began   time.Time

	// Guarded by API.mu:
	used  time.Time
	users int // calls that use it, or wait for their turn
}

type beginTransactionInput struct {
	address
	Database string `json:"database"`
	Schema   string `json:"schema"`
}

type beginTransactionResult struct {
	TransactionID string `json:"transactionId"`
}

func (p *API) beginTransaction(ctx context.Context, r *wire.Request, in *beginTransactionInput) (any, error) {
	if err := noSchema(in.Schema); err != nil {
		return nil, err
	}
	of, err := p.find(ctx, r, in.address)
	if err != nil {
		return nil, err
	}
	of.login.Database = in.Database
	s, err := session.Open(ctx, of.login)
	if err == nil {
		if err = s.Begin(ctx); err != nil {
			s.Close(ctx)
		}
	}
	if err != nil {
		return nil, refusal(err)
	}
	id := make([]byte, 96)
	_, _ = rand.Read(id) // never fails: https://pkg.go.dev/crypto/rand#Read
	now := p.Clock.Now()
	t := &transaction{
		id: base64.StdEncoding.EncodeToString(id), of: of, session: s, turn: make(chan struct{}, 1), ended: make(chan struct{}), began: now, used: now,
	}
	p.mu.Lock()
	p.transactions[t.id] = t
	p.mu.Unlock()
	p.watches.Go(func() { p.expire(context.WithoutCancel(ctx), t) })
	return beginTransactionResult{t.id}, nil
}

// left is how long a transaction still has, while nobody uses it. The caller holds
// API.mu.
func (t *transaction) left(now time.Time) time.Duration {
	if t.users > 0 {
		return idleTime
	}
	return min(idleTime-now.Sub(t.used), longestTime-now.Sub(t.began))
}

// drop forgets a transaction and ends its session; what was not committed is
// rolled back by that. It does nothing when somebody else has done so.
func (p *API) drop(ctx context.Context, t *transaction) {
	p.mu.Lock()
	there := p.transactions[t.id] == t
	delete(p.transactions, t.id)
	p.mu.Unlock()
	if there {
		t.session.Close(ctx)
		close(t.ended)
	}
}

// expire ends a transaction when it was not used for too long. It returns once
// the transaction is over.
func (p *API) expire(ctx context.Context, t *transaction) {
	for {
		p.mu.Lock()
		left := t.left(p.Clock.Now())
		p.mu.Unlock()
		if left <= 0 {
			p.drop(ctx, t)
		}
		select {
		case <-t.ended:
			return
		case <-p.Clock.After(left):
		}
	}
}
