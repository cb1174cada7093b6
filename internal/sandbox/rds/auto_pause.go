package rds

import (
	"context"
	"errors"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

// Aurora Serverless v2 with a minimum capacity of 0 pauses when nobody has been
// connected for a time, and resumes when somebody comes. Its status stays
// available all along.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html

// errInUse is why a cluster is not paused.
var errInUse = errors.New("the cluster is in use")

// mayPause tells whether a cluster is one that pauses, and nothing keeps it from it.
func mayPause(a *account.Account, cl *account.Cluster) bool {
	s := cl.ServerlessV2Scaling
	if s == nil || s.Min > 0 || s.SecondsUntilAutoPause == nil || cl.Rest != account.Available || len(cl.Phases) > 0 {
		return false
	}
	members := a.Members(cl.ResourceID)
	for _, i := range members {
		if i.Class != serverless || len(i.Phases) > 0 || i.Rest != account.Available {
			return false
		}
	}
	return len(members) > 0
}

// pauseIdle has the clusters pause whose time has come. It returns when the next
// one's will have, zero when there is none.
func (c *Control) pauseIdle(a *account.Account, now time.Time) (moved bool, next time.Time) {
	for cl := range a.Clusters.All() {
		if cl.Paused || cl.ServerlessV2Scaling == nil || !mayPause(a, cl) {
			continue
		}
		cl = a.Clusters.Get(cl.ResourceID)
		if cl.ActiveAt.IsZero() {
			cl.ActiveAt, moved = now, true
		}
		due := cl.ActiveAt.Add(time.Duration(*cl.ServerlessV2Scaling.SecondsUntilAutoPause) * time.Second)
		if due.After(now) {
			next = earlier(next, due)
			continue
		}
		moved = true
		cl.Phases = account.Phases{c.phase(account.PauseCluster, account.Available, &account.Work{Task: account.TaskPause})}
	}
	return moved, next
}

// pause ends a cluster's server unless it is in use.
func (c *Control) pause(ctx context.Context, cl account.Cluster, forced bool) error {
	at := listenOf(&cl)
	knock := func() {
		if err := c.wakeUp(cl.ResourceID); err != nil {
			c.Log.Error("resuming a paused cluster", "cluster", cl.ID, "error", err)
		}
	}
	paused, err := c.Servers.Pause(ctx, cl.ResourceID, at, forced, knock)
	if err == nil && !paused {
		return errInUse
	}
	return err
}

// endPause notes how a pause has turned out.
func endPause(cl *account.Cluster, p account.Phase, now time.Time) {
	if cl.Paused = p.Work != nil && p.Work.Error == ""; !cl.Paused {
		cl.ActiveAt = now
	}
}

// serves notes that a cluster's server answers, whether it was paused or not.
func serves(a *account.Account, id string, now time.Time) {
	if cl := a.Clusters.Get(id); cl != nil {
		cl.Paused, cl.ActiveAt = false, now
	}
}

// Wake notes that a cluster is used, and resumes one that is paused, which it
// tells; it is not ready then.
func (c *Control) Wake(id string) (paused bool, err error) {
	err = c.change(func(a *account.Account, now time.Time) error {
		if cl := a.Clusters.Get(id); cl != nil {
			paused = cl.Paused
			c.resumePaused(cl, now)
		}
		return nil
	})
	return paused, err
}

func (c *Control) wakeUp(id string) error {
	_, err := c.Wake(id)
	return err
}

// resumePaused begins to resume a cluster that is paused; it notes that any other
// is in use.
func (c *Control) resumePaused(cl *account.Cluster, now time.Time) {
	if cl.ActiveAt = now; cl.Paused && !cl.Phases.Has(account.ResumeCluster) {
		cl.Phases = append(cl.Phases, c.phase(account.ResumeCluster, account.Available, &account.Work{Task: account.TaskServe}))
	}
}
