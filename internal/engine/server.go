package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// postgresServer is a running postmaster; see Server.
type postgresServer struct {
	bin       string
	dir, data string
	socket    string // folder of the unix socket
	account   account
	at        Listen
	lock      *os.File
	logStart  int64 // size of the log before this start
	process   *process
}

var _ Server = (*postgresServer)(nil)

func (s *postgresServer) logPath() string { return filepath.Join(s.dir, logName) }

// Exited is closed once the postmaster has ended.
func (s *postgresServer) Exited() <-chan struct{} { return s.process.exited }

// Stop asks for PostgreSQL's fast shutdown (SIGINT): sessions are ended, what
// is in memory is written.
// https://www.postgresql.org/docs/15/server-shutdown.html
func (s *postgresServer) Stop(ctx context.Context) error {
	s.process.signal(syscall.SIGINT)
	select {
	case <-s.process.exited:
		return nil
	case <-ctx.Done():
	}
	cause := context.Cause(ctx)
	if err := s.endNow(ctx); err != nil {
		return fmt.Errorf("stopping PostgreSQL in %q: %w, then %w", s.dir, cause, err)
	}
	return fmt.Errorf("stopping PostgreSQL in %q: %w; it was ended at once and recovers at its next start", s.dir, cause)
}

// endNow ends the server without its ado, whatever became of ctx: SIGQUIT lets
// the postmaster take its children along, SIGKILL leaves no choice.
func (s *postgresServer) endNow(ctx context.Context) error {
	s.process.signal(syscall.SIGQUIT)
	if s.exitedWithin(ctx, 5*time.Second) {
		return nil
	}
	s.process.signal(syscall.SIGKILL)
	if s.exitedWithin(ctx, 5*time.Second) {
		return nil
	}
	return fmt.Errorf("process %d does not end by SIGKILL", s.process.cmd.Process.Pid)
}

func (s *postgresServer) exitedWithin(ctx context.Context, wait time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer cancel()
	select {
	case <-s.process.exited:
		return true
	case <-ctx.Done():
		return false
	}
}

// release gives up what was held for the process: the socket's folder, then the
// lock that lets the next Start in.
func (s *postgresServer) release() {
	if s.socket != "" {
		removeSocketFolder(s.dir)
	}
	if s.lock != nil {
		// Closing is what unlocks.
		_ = s.lock.Close()
	}
}
