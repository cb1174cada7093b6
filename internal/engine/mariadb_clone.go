package engine

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
)

// CloneTo copies the data while the server's process is stopped (SIGSTOP); see
// Server. Sessions stay open and wait for as long as the files take: a moment
// where blocks can be shared, else as long as the disk needs.
//
// A process that is stopped writes nothing, so files copied one after the other
// are as of one moment, like a storage snapshot, and the clone recovers from it
// as from a power cut. For those tables that do not recover from one (MyISAM),
// and for DDL, the server is brought to the stage that is made for storage
// snapshots first: https://mariadb.com/kb/en/storage-snapshots-and-backup-stage-commands/.
//
// The alternative, mariadb-backup, lets sessions go on, but is a package of its
// own, cannot share blocks, and reads every page twice: for a server that holds
// test data, a short wait and a clone that takes no space are the better bargain.
func (s *mariadbServer) CloneTo(ctx context.Context, dir string) (Copied, error) {
	return s.cloneTo(ctx, dir, s.snapshot)
}

func (s *mariadbServer) snapshot(ctx context.Context, c *copier) error {
	// One at a time: who wakes the process up wakes it up for all.
	select {
	case s.frozen <- struct{}{}:
		defer func() { <-s.frozen }()
	case <-ctx.Done():
		return fmt.Errorf("waiting for another clone of the same server: %w", context.Cause(ctx))
	}
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.end() // ends the backup stage
	for _, statement := range []string{
		"SET SESSION lock_wait_timeout = 60",
		"BACKUP STAGE START", "BACKUP STAGE FLUSH", "BACKUP STAGE BLOCK_DDL", "BACKUP STAGE BLOCK_COMMIT",
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("preparing for a snapshot (%s): %w", statement, err)
		}
	}
	return s.whileStopped(ctx, func() error { return c.tree(ctx, staysWithServer) })
}

// whileStopped runs do while the server's process is stopped.
func (s *mariadbServer) whileStopped(ctx context.Context, do func() error) error {
	pid := s.process.cmd.Process.Pid
	s.process.signal(signalStop)
	defer s.process.signal(signalContinue)
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		// All threads have to be: one that is in the midst of a write ends it first.
		stopped, err := hasStopped(ctx, pid)
		if err != nil {
			return fmt.Errorf("stopping process %d for a moment: %w", pid, err)
		}
		if stopped {
			return do()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("stopping process %d for a moment: %w", pid, context.Cause(ctx))
		case <-s.process.exited:
			return errors.New("the server has ended")
		case <-again.C:
		}
	}
}

// staysWithServer tells whether a file of the data belongs to the running server
// alone: what it makes anew at each start.
func staysWithServer(name string) bool {
	base := path.Base(name)
	return name == mariadbPidFile || base == "ibtmp1" || strings.HasPrefix(base, "#sql-temptable")
}
