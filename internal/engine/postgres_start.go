package engine

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
)

// postgresServer is a running postmaster; see Server.
type postgresServer struct {
	*daemon
	bin string
}

var _ Server = (*postgresServer)(nil)

// postgresProcess says how a postmaster ends: SIGINT is its fast shutdown,
// SIGQUIT its immediate one.
// https://www.postgresql.org/docs/15/server-shutdown.html
var postgresProcess = product{
	title: "PostgreSQL", program: "postgres", pidFile: "postmaster.pid",
	stop: syscall.SIGINT, quit: syscall.SIGQUIT,
}

// Start serves dir; see Engine. When called by root, the server runs as the
// owner of the data.
//
// On Linux the kernel tells the server to end when this process is gone, even
// by SIGKILL, and the next Start recovers what was committed. On macOS such a
// server stays until the next Start of its folder stops it.
func (p *Postgres) Start(ctx context.Context, dir string, at Listen) (Server, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	s, err := p.start(ctx, dir, at)
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL in %q on %s port %d: %w", dir, at.Address, at.Port, err)
	}
	return s, nil
}

func (p *Postgres) start(ctx context.Context, dir string, at Listen) (_ *postgresServer, err error) {
	a, err := accountFor(dir, at)
	if err != nil {
		return nil, err
	}
	if err := p.checkFormat(ctx, filepath.Join(dir, dataName)); err != nil {
		return nil, err
	}
	d, err := postgresProcess.prepare(ctx, dir, a, at)
	s := &postgresServer{daemon: d, bin: p.bin}
	defer func() {
		// Once there is a process, both go when it goes.
		if err != nil && s.process == nil {
			s.release()
		}
	}()
	if err != nil {
		return nil, err
	}
	args, err := configure(dir, a, at, s.socket)
	if err != nil {
		return nil, err
	}
	if err := s.run(ctx, filepath.Join(p.bin, "postgres"), args...); err != nil {
		return nil, err
	}
	answers := func(ctx context.Context) error { return s.exec(ctx, "SELECT 1") }
	if err := s.awaitAnswer(ctx, answers); err != nil {
		return nil, errors.Join(err, s.endNow(ctx))
	}
	return s, nil
}
