// Package rds is the sandbox's Amazon RDS: the operations on Aurora clusters and
// what belongs to them, with AWS's refusals, and the control plane that takes
// objects through their statuses.
package rds

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/fleet"
)

// Servers is what the control plane asks of the database servers behind the
// clusters, which are named by resource id. All of it can be asked for again.
type Servers interface {
	Create(ctx context.Context, id, engine string, master fleet.Master) error
	Clone(ctx context.Context, source, id string) error
	SetPassword(ctx context.Context, id, role, password string) error
	SetTokenLogin(ctx context.Context, id, role string, on bool) error
	Serve(ctx context.Context, id string, at engine.Listen, names fleet.Names) error
	Halt(ctx context.Context, id string) error
	Configure(ctx context.Context, id string, settings map[string]string) error
	Pause(ctx context.Context, id string, at engine.Listen, forced bool, knock func()) (paused bool, err error)
	Unserve(ctx context.Context, id string) error
	Remove(ctx context.Context, id string) error
}

// Config is what a control plane is made of.
type Config struct {
	Store   *account.Store
	Servers Servers
	Clock   account.Clock
	Timing  *account.Durations
	// EngineVersions are what is served: AWS's versions by AWS's engine names.
	EngineVersions map[string]string
	// Quotas replace AWS's defaults, by the names of DescribeAccountAttributes.
	Quotas map[string]int
	// FreePlan has the account be one of AWS's free plan, which says so where a
	// quota of instances is used up.
	FreePlan bool
	Log      *slog.Logger
}

// Control is the control plane: it keeps the clock's promises. One goroutine
// (Run) moves objects on when their time has come and starts the work that
// their phases ask for; calls do the same before they look.
type Control struct {
	Config

	wake  chan struct{}
	fates fates

	mu      sync.Mutex
	running map[string]bool // objects whose work is being done
	changed chan struct{}   // closed and replaced when a piece of work has ended
	work    sync.WaitGroup
}

// NewControl returns a control plane; Run brings it to life.
func NewControl(c Config) *Control {
	return &Control{Config: c, wake: make(chan struct{}, 1), running: map[string]bool{}, changed: make(chan struct{})}
}

// Run moves the account on until ctx ends, and then returns once the work in
// progress has ended.
func (c *Control) Run(ctx context.Context) {
	defer c.work.Wait()
	for ctx.Err() == nil {
		var due []job
		var next time.Time
		err := c.Store.View(func(a *account.Account) (bool, error) {
			s := c.advance(a, c.Clock.Now())
			due, next = s.jobs, s.next
			return s.moved, nil
		})
		if err != nil {
			c.Log.Error("keeping the account", "error", err)
			next = c.Clock.Now().Add(time.Second)
		}
		for _, j := range due {
			c.start(ctx, j)
		}
		var timer <-chan time.Time
		if !next.IsZero() {
			timer = c.Clock.After(next.Sub(c.Clock.Now()))
		}
		select {
		case <-ctx.Done():
		case <-c.wake:
		case <-timer:
		}
	}
}

// nudge has Run look at once.
func (c *Control) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// start does a piece of work in the background, once at a time.
func (c *Control) start(ctx context.Context, j job) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running[j.key] {
		return
	}
	c.running[j.key] = true
	c.work.Go(func() {
		err := c.do(ctx, j)
		if ctx.Err() == nil { // else it is done again at the next start
			c.record(j, err)
		}
		c.mu.Lock()
		delete(c.running, j.key)
		close(c.changed)
		c.changed = make(chan struct{})
		c.mu.Unlock()
		c.nudge()
	})
}

// do does a piece of work.
func (c *Control) do(ctx context.Context, j job) error {
	id := j.cluster.ResourceID
	switch j.work.Task {
	case account.TaskInit:
		master := fleet.Master{User: j.cluster.MasterUser, Password: j.work.Password, Database: j.cluster.Database, Tokens: j.cluster.MasterTokens}
		return c.Servers.Create(ctx, id, j.cluster.Engine, master)
	case account.TaskClone:
		return c.Servers.Clone(ctx, j.work.Source, id)
	case account.TaskPassword:
		return c.Servers.SetPassword(ctx, id, j.cluster.MasterUser, j.work.Password)
	case account.TaskTokens:
		return c.Servers.SetTokenLogin(ctx, id, j.cluster.MasterUser, j.cluster.MasterTokens)
	case account.TaskServe:
		return c.serve(ctx, j.cluster)
	case account.TaskRestart:
		// Sessions end, and the certificate stays.
		if err := c.Servers.Halt(ctx, id); err != nil {
			return err
		}
		return c.serve(ctx, j.cluster)
	case account.TaskUnserve:
		return c.Servers.Unserve(ctx, id)
	case account.TaskSettings:
		return c.configure(ctx, j.cluster)
	case account.TaskPause:
		return c.pause(ctx, j.cluster, false)
	case account.TaskRemove:
		return c.Servers.Remove(ctx, id)
	}
	return fmt.Errorf("doing the task %q: it is not known", j.work.Task)
}

// record notes how a piece of work ended.
func (c *Control) record(j job, outcome error) {
	if outcome != nil && !errors.Is(outcome, errInUse) {
		c.Log.Error("work behind a cluster", "task", string(j.work.Task), "cluster", j.cluster.ID, "error", outcome)
	}
	err := c.Store.Update(func(a *account.Account) error {
		for _, t := range c.tracks(a, c.Clock.Now()) {
			if t.key != j.key || len(*t.phases) == 0 || (*t.phases)[0].Kind != j.kind {
				continue
			}
			work := (*t.phases)[0].Work
			if work == nil {
				continue
			}
			t.note()
			work.Done, work.Password = true, ""
			if outcome != nil {
				work.Error = outcome.Error()
			}
		}
		return nil
	})
	if err != nil {
		c.Log.Error("keeping the account", "error", err)
	}
}

// Settle waits until nothing is under way whose time has come: with instant
// timing, until all that was asked for is done.
func (c *Control) Settle(ctx context.Context) error {
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		busy := false
		err := c.Store.View(func(a *account.Account) (bool, error) {
			s := c.advance(a, c.Clock.Now())
			busy = len(s.jobs) > 0
			return s.moved, nil
		})
		if err != nil || !busy {
			return err
		}
		c.nudge()
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for work behind the clusters: %w", ctx.Err())
		case <-changed:
		}
	}
}
