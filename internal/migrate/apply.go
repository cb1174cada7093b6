package migrate

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Options are times and choices of Apply. The zero value takes the defaults.
type Options struct {
	// LockWait is how long somebody else's lock is waited for. Default:
	// 5 minutes, as Liquibase's changelogLockWaitTimeInMinutes.
	LockWait time.Duration
	// LockPoll is the time between two tries to take it. Default: 2 seconds.
	LockPoll time.Duration
	// Lease is how long our own lock lasts after the run that renews it was
	// killed. Default: 2 minutes.
	Lease time.Duration
	// OtherData says that the database was filled by others than this
	// changelog, as a clone's. What came of preconditions on the build's scratch
	// database says nothing there, so pending changesets with preconditions are
	// refused.
	OtherData bool
}

func (o Options) withDefaults() Options {
	if o.LockWait <= 0 {
		o.LockWait = 5 * time.Minute
	}
	if o.LockPoll <= 0 {
		o.LockPoll = 2 * time.Second
	}
	if o.Lease <= 0 {
		o.Lease = 2 * time.Minute
	}
	return o
}

// Event is one piece of progress.
type Event struct {
	// Changeset is the changeset's key; empty when it is about all of them.
	Changeset string
	// Status is what happened to it, in a few words.
	Status string
	// Number counts the due changesets from 1, of Total.
	Number, Total int
}

// Applied is what Apply did and what the history holds after it.
type Applied struct {
	// Changesets are the keys of those that ran or were marked as ran, in order.
	Changesets []string
	// Recorded is the whole history in order, as far as the work came; nil when
	// it came to nothing, so that nobody knows.
	Recorded []Ran
}

// ErrPreconditions: what the preconditions of a pending changeset come to on
// this database is not known.
var ErrPreconditions = errors.New("a pending changeset has preconditions")

// Apply applies what is pending of a compiled changelog, each changeset in a
// transaction of its own unless it says otherwise, and records it. It waits for
// Liquibase's lock, and gives it back whatever happens. What ran before an error
// stays recorded, and the next call goes on from there; report may be nil.
//
// Errors: [ErrEdited] before anything is done; [ErrLocked]; [ErrCutShort];
// [ErrPreconditions]; otherwise what went wrong in which statement of which
// changeset.
func Apply(ctx context.Context, via database.Database, c artifact.Compiled, options Options, report func(Event)) (applied Applied, err error) {
	if report == nil {
		report = func(Event) {}
	}
	if d, err := database.DialectOf(c.Engine); err != nil || d != via.Dialect() {
		return Applied{}, &failure.Error{Op: "applying the changelog", Err: fmt.Errorf("it was compiled for engine %s, and the database speaks %s", c.Engine, via.Dialect())}
	}
	session, err := via.Connect(ctx)
	if err != nil {
		return Applied{}, err
	}
	defer session.Close(context.WithoutCancel(ctx))
	r := &run{compiled: c, options: options.withDefaults(), report: report, session: session, deployment: deployment(time.Now())}
	if r.history, err = findHistory(ctx, via.Dialect(), session); err != nil {
		return Applied{}, err
	}
	if err := r.create(ctx, session); err != nil {
		return Applied{}, err
	}
	working, held, err := acquire(ctx, via, session, r.history, r.options, report)
	if err != nil {
		return Applied{}, err
	}
	defer func() { err = errors.Join(err, held.release(ctx)) }()
	r.holder = held.holder
	err = r.all(working)
	if cause := context.Cause(working); err != nil && cause != nil && ctx.Err() == nil {
		err = fmt.Errorf("%w: %w", err, cause)
	}
	return r.applied, err
}

// deployment is the number of a run as Liquibase makes it
// (liquibase.changelog.AbstractChangeLogHistoryService.generateDeploymentId).
func deployment(now time.Time) string {
	return strconv.FormatInt(now.UnixMilli(), 10)[3:]
}
