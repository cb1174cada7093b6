package data

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type finishInput struct {
	address
	TransactionID string `json:"transactionId"`
}

type finishResult struct {
	TransactionStatus string `json:"transactionStatus"`
}

func (p *API) commitTransaction(ctx context.Context, r *wire.Request, in *finishInput) (any, error) {
	return p.finish(ctx, r, in, "Transaction Committed", func(ctx context.Context, s session.Session) error { return s.Commit(ctx) })
}

func (p *API) rollbackTransaction(ctx context.Context, r *wire.Request, in *finishInput) (any, error) {
	return p.finish(ctx, r, in, "Rollback Complete", func(ctx context.Context, s session.Session) error { return s.Rollback(ctx) })
}

// finish ends a transaction, whichever way that turns out.
func (p *API) finish(ctx context.Context, r *wire.Request, in *finishInput, status string, end func(context.Context, session.Session) error) (any, error) {
	of, err := p.find(ctx, r, in.address)
	if err != nil {
		return nil, err
	}
	if in.TransactionID == "" {
		return nil, noTransaction(in.TransactionID)
	}
	l, err := p.lease(ctx, of, in.TransactionID, "")
	if err != nil {
		return nil, err
	}
	err = p.bounded(ctx, l, false, func(ctx context.Context, s session.Session) error {
		defer p.drop(ctx, l.transaction)
		return end(ctx, s)
	})
	return finishResult{status}, err
}
