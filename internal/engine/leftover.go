package engine

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"time"
)

// stopLeftover ends the server processes that somebody who is gone left in the
// data folder: a whole server where nothing ended it with its parent, or the
// sessions that a killed postmaster leaves behind for a moment, which would
// keep the next one out. The caller holds the folder's lock, so none of them
// belongs to a Server that is in use.
func (p product) stopLeftover(ctx context.Context, data string) error {
	// PostgreSQL's signal also ends an orphaned session's statement, after which it
	// sees that it is alone and goes. Who is still there then is ended as by a
	// crash, from which every server here recovers.
	for _, step := range []struct {
		signal   syscall.Signal
		patience time.Duration
	}{{p.stop, 10 * time.Second}, {syscall.SIGKILL, 10 * time.Second}} {
		gone, err := p.signalAndWait(ctx, data, step.signal, step.patience)
		if err != nil {
			return fmt.Errorf("stopping the server left over in %q: %w", data, err)
		}
		if gone {
			return nil
		}
	}
	return fmt.Errorf("stopping the server left over in %q: it does not end by SIGKILL", data)
}

// signalAndWait sends signal to every server process in data once and waits
// until there is none any more; false when some are left after patience.
func (p product) signalAndWait(ctx context.Context, data string, signal syscall.Signal, patience time.Duration) (bool, error) {
	pids, err := p.processesIn(ctx, data)
	if err != nil {
		return false, err
	}
	for _, pid := range pids {
		left, err := os.FindProcess(pid)
		if err != nil {
			return false, fmt.Errorf("finding process %d: %w", pid, err)
		}
		// Gone meanwhile is as good; anything else shows in the wait below.
		_ = left.Signal(signal)
	}
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for len(pids) > 0 {
		select {
		case <-ctx.Done():
			return false, fmt.Errorf("waiting for processes %v to end: %w", pids, context.Cause(ctx))
		case <-enough.C:
			return false, nil
		case <-again.C:
		}
		if pids, err = p.processesIn(ctx, data); err != nil {
			return false, err
		}
	}
	return true, nil
}
