package engine

import (
	"context"
	"errors"
)

// Postgres is an installed PostgreSQL, version 15 or later.
type Postgres struct {
	bin string // folder of initdb, postgres and psql
}

var _ Engine = (*Postgres)(nil)

// Name returns "postgres".
func (p *Postgres) Name() string { return "postgres" }

var errUnfinished = errors.New("not written yet")

// FindPostgres finds an installed PostgreSQL.
func FindPostgres(binDir string) (*Postgres, error) { return nil, errUnfinished }

// Init makes a cluster.
func (p *Postgres) Init(ctx context.Context, dir string) error { return errUnfinished }

// Start serves a cluster.
func (p *Postgres) Start(ctx context.Context, dir string, at Listen) (Server, error) {
	return nil, errUnfinished
}
