package data

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
)

// lease is a session for one call: a transaction's, or one of its own.
type lease struct {
	api         *API
	session     session.Session
	transaction *transaction // nil for a session of its own
}

// lease returns a session for a call: that of the transaction with this id, which
// must be of the same cluster and user, or a new one when id is "".
func (p *API) lease(ctx context.Context, of target, id, database string) (*lease, error) {
	if id == "" {
		of.login.Database = database
		s, err := session.Open(ctx, of.login)
		return &lease{api: p, session: s}, refusal(err)
	}
	p.mu.Lock()
	t := p.transactions[id]
	if t == nil || t.of.cluster != of.cluster || t.of.login.User != of.login.User {
		p.mu.Unlock()
		return nil, noTransaction(id)
	}
	over := t.left(p.Clock.Now()) <= 0
	if !over {
		t.users++
	}
	p.mu.Unlock()
	if over { // and nobody has looked at the clock since
		p.drop(ctx, t)
		return nil, noTransaction(id)
	}
	l := &lease{p, t.session, t}
	if database != "" && database != t.of.login.Database {
		l.leave()
		return nil, badRequest("Database name is not the same as transaction")
	}
	select {
	case t.turn <- struct{}{}:
		return l, nil
	case <-t.ended:
		l.leave()
		return nil, noTransaction(id)
	case <-ctx.Done():
		l.leave()
		return nil, fmt.Errorf("waiting for a statement of the same transaction: %w", context.Cause(ctx))
	}
}

// release gives the session back after a job. One that is of no use any more, or
// was for this call alone, is closed.
func (l *lease) release(ctx context.Context, outcome error) {
	if l.transaction == nil {
		l.session.Close(ctx)
		return
	}
	if errors.Is(outcome, session.ErrTooLarge) || errors.Is(outcome, session.ErrGone) {
		l.api.drop(ctx, l.transaction)
	}
	<-l.transaction.turn
	l.leave()
}

// leave notes that the call does not use its transaction any more.
func (l *lease) leave() {
	l.api.mu.Lock()
	defer l.api.mu.Unlock()
	l.transaction.users--
	l.transaction.used = l.api.Clock.Now()
}
