package engine

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

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
	if err := at.check(); err != nil {
		return nil, err
	}
	data := filepath.Join(dir, dataName)
	a, err := accountOf(data)
	if err != nil {
		return nil, err
	}
	if err := a.checkReach(data); err != nil {
		return nil, err
	}
	if err := p.checkFormat(ctx, data); err != nil {
		return nil, err
	}
	s := &postgresServer{bin: p.bin, dir: dir, data: data, account: a, at: at}
	defer func() {
		// Once there is a process, both go when it goes.
		if err != nil && s.process == nil {
			s.release()
		}
	}()
	if s.lock, err = lockFile(filepath.Join(dir, lockName)); err != nil {
		return nil, err
	}
	if err := stopLeftover(ctx, data); err != nil {
		return nil, err
	}
	if s.socket, err = makeSocketFolder(dir, a); err != nil {
		return nil, err
	}
	if err := s.launch(ctx); err != nil {
		return nil, err
	}
	if err := s.awaitAnswer(ctx); err != nil {
		return nil, errors.Join(err, s.endNow(ctx))
	}
	return s, nil
}

// check refuses what the server's access rules would refuse later.
func (l Listen) check() error {
	ip, err := netip.ParseAddr(l.Address)
	if err != nil {
		return fmt.Errorf("reading the address to listen on: %w", err)
	}
	if !ip.IsLoopback() {
		return errors.New("the address to listen on is not a loopback address")
	}
	if l.Port < 1 || l.Port > 65535 {
		return errors.New("the port to listen on is not between 1 and 65535")
	}
	return nil
}

// launch writes the configuration and starts the process.
func (s *postgresServer) launch(ctx context.Context) error {
	args, err := configure(s.dir, s.account, s.at, s.socket)
	if err != nil {
		return err
	}
	log, err := os.OpenFile(s.logPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening the server's log: %w", err)
	}
	defer log.Close() // the child has its own by then
	info, err := log.Stat()
	if err != nil {
		return fmt.Errorf("reading the size of the server's log: %w", err)
	}
	s.logStart = info.Size()

	// The server outlives the call, so it does not end with the call's ctx.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(s.bin, "postgres"), args...)
	cmd.Dir = s.data
	cmd.Env = environment()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = attributes(s.account)
	s.process, err = launch(cmd, s.release)
	if err != nil {
		return fmt.Errorf("running the server program: %w", err)
	}
	return nil
}

// awaitAnswer waits until the server answers SQL.
func (s *postgresServer) awaitAnswer(ctx context.Context) error {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		last := s.exec(ctx, "SELECT 1")
		if last == nil {
			return nil
		}
		select {
		case <-s.process.exited:
			return fmt.Errorf("the server ended (%s); it said: %s", s.process.outcome(), logSince(s.logPath(), s.logStart))
		case <-ctx.Done():
			return fmt.Errorf("waiting for the server to answer: %w; its last answer: %w", context.Cause(ctx), last)
		case <-again.C:
		}
	}
}
