package migrate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// errLost ends the work of a run whose lock somebody else has taken.
var errLost = errors.New("the changelog's lock is not held any more")

// ErrLocked: somebody else held the changelog's lock for too long.
var ErrLocked = errors.New("the changelog is locked")

// ourHolder begins LOCKEDBY of a lock that is ours. Such a lock is renewed
// while its run lives; Liquibase's own are not, so those are never taken over.
const ourHolder = "dbartifact "

// lock is Liquibase's lock, held: row 1 of its table. LOCKGRANTED is renewed, so
// that the lock of a run that was killed can be told from one that works.
type lock struct {
	history
	via     database.Database
	holder  string
	options Options
	stop    context.CancelFunc
	beating sync.WaitGroup
}

// newHolder is a LOCKEDBY that nobody else writes.
func newHolder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return cut(fmt.Sprintf("%s%s (%s)", ourHolder, host, uuid.NewString()), 255)
}

// acquire waits for the lock and returns it with the ctx to work in, which ends
// when the lock is lost.
func acquire(ctx context.Context, via database.Database, session database.Session, h history, options Options, report func(Event)) (context.Context, *lock, error) {
	l := &lock{history: h, via: via, holder: newHolder(), options: options}
	began, told := time.Now(), false
	for {
		taken, err := l.take(ctx, session)
		if err != nil {
			return nil, nil, fmt.Errorf("taking the changelog's lock: %w", err)
		}
		if taken {
			break
		}
		holder, since, err := l.heldBy(ctx, session)
		if err != nil {
			return nil, nil, err
		}
		if !told {
			report(Event{Status: "waiting for the changelog's lock, held by " + holder + " since " + since})
			told = true
		}
		if time.Since(began) >= options.LockWait {
			return nil, nil, lockedBy(holder, since, nil)
		}
		timer := time.NewTimer(min(options.LockPoll, options.LockWait))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, nil, lockedBy(holder, since, context.Cause(ctx))
		case <-timer.C:
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	beat, stop := context.WithCancel(ctx)
	l.stop = func() { stop(); cancel(nil) }
	l.beating.Go(func() { l.renew(beat, cancel) })
	return ctx, l, nil
}

func lockedBy(holder, since string, cause error) error {
	err := fmt.Errorf("%w by %s since %s (the database's time)", ErrLocked, holder, since)
	if cause != nil {
		err = fmt.Errorf("%w: %w", err, cause)
	}
	hint := "If that Liquibase does not run any more, release its lock with `liquibase release-locks`, or UPDATE databasechangeloglock SET locked = FALSE, lockgranted = NULL, lockedby = NULL WHERE id = 1."
	if strings.HasPrefix(holder, ourHolder) {
		hint = "Another run is applying the changelog to this database. Wait for its end; the lock of a run that was killed ends by itself."
	}
	return &failure.Error{Op: "taking the changelog's lock", Err: err, Hint: hint}
}

// take tries once: a lock that is free, or one of ours that was not renewed.
func (l *lock) take(ctx context.Context, session database.Session) (bool, error) {
	seconds := fmt.Sprintf("%.3f", l.options.Lease.Seconds())
	ended := "LOCKGRANTED < NOW() - INTERVAL '" + seconds + " seconds'"
	locked, on := "LOCKED", "TRUE"
	if l.dialect == database.MySQL {
		ended = "LOCKGRANTED < NOW() - INTERVAL " + seconds + " SECOND"
		locked, on = "`LOCKED`", "1"
	}
	affected, err := session.Exec(ctx, "UPDATE "+l.lockTable+" SET "+locked+" = "+on+", LOCKEDBY = "+l.dialect.Literal(l.holder)+", LOCKGRANTED = NOW()"+
		" WHERE ID = 1 AND (NOT "+locked+" OR LOCKEDBY LIKE '"+ourHolder+"%' AND "+ended+")")
	return affected == 1, err
}

func (l *lock) heldBy(ctx context.Context, session database.Session) (holder, since string, err error) {
	rows, err := session.Query(ctx, "SELECT LOCKEDBY, CAST(LOCKGRANTED AS CHAR(19)) FROM "+l.lockTable+" WHERE ID = 1")
	if err != nil {
		return "", "", fmt.Errorf("asking who holds the changelog's lock: %w", err)
	}
	if len(rows) == 0 {
		return "", "", errors.New("the changelog's lock has no row")
	}
	holder, since = "somebody", "a time that is not on record"
	if rows[0][0].Valid {
		holder = rows[0][0].String
	}
	if rows[0][1].Valid {
		since = rows[0][1].String
	}
	return holder, since, nil
}
