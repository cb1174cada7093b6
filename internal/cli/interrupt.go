package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// interruption is a signal that asked the process to end.
type interruption struct{ signal syscall.Signal }

// Error names the signal.
func (i interruption) Error() string { return fmt.Sprintf("interrupted (%s)", i.signal) }

// exitCode is a shell's for a command that the signal ended: 130 for SIGINT, 143
// for SIGTERM.
func (i interruption) exitCode() int { return exitSignaled + int(i.signal) }

// UntilSignaled returns a context that ends with the first SIGINT or SIGTERM, so
// that a verb can leave things in order; [Run] then returns the signal's exit
// code. Call stop when no verb runs any more.
func UntilSignaled(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			number, _ := s.(syscall.Signal)
			cancel(interruption{number})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// interrupted returns the signal that ended ctx, if one did.
func interrupted(ctx context.Context) (interruption, bool) {
	return errors.AsType[interruption](context.Cause(ctx))
}
