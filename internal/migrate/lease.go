package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// renew keeps the lock ours until ctx ends, in sessions of its own: the other
// one may be in a statement that takes long. When the lock could not be renewed
// for as long as it lasts, or is somebody else's, the work is ended.
func (l *lock) renew(ctx context.Context, end context.CancelCauseFunc) {
	renewed := time.Now()
	tick := time.NewTicker(l.options.Lease / 6)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := l.change(ctx, "LOCKGRANTED = NOW()")
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			renewed = time.Now()
		case errors.Is(err, errLost), time.Since(renewed) > l.options.Lease*4/6:
			end(fmt.Errorf("renewing the changelog's lock: %w", err))
			return
		}
	}
}

// change sets columns of the lock's row while it is ours.
func (l *lock) change(ctx context.Context, set string) error {
	ctx, cancel := context.WithTimeout(ctx, min(l.options.Lease/2, 20*time.Second))
	defer cancel()
	session, err := l.via.Connect(ctx)
	if err != nil {
		return err
	}
	defer session.Close(ctx)
	affected, err := session.Exec(ctx, "UPDATE "+l.lockTable+" SET "+set+" WHERE ID = 1 AND LOCKEDBY = "+l.dialect.Literal(l.holder))
	if err == nil && affected == 0 {
		err = errLost
	}
	return err
}

// release gives the lock back, also when ctx has ended. A lock that cannot be
// given back ends by itself.
func (l *lock) release(ctx context.Context) error {
	l.stop()
	l.beating.Wait()
	locked, off := "LOCKED", "FALSE"
	if l.dialect == database.MySQL {
		locked, off = "`LOCKED`", "0"
	}
	err := l.change(context.WithoutCancel(ctx), locked+" = "+off+", LOCKEDBY = NULL, LOCKGRANTED = NULL")
	if err != nil && !errors.Is(err, errLost) {
		return fmt.Errorf("releasing the changelog's lock: %w", err)
	}
	return nil
}
