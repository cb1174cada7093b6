package rds

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/fleet"
)

// startedAtOnce bounds how many servers start side by side.
const startedAtOnce = 4

// Resume has the servers answer that answered when the sandbox ended. It is
// called once, before Run; what was under way then is done by Run.
func (c *Control) Resume(ctx context.Context) error {
	var serving, paused []account.Cluster
	err := c.Store.View(func(a *account.Account) (bool, error) {
		for _, cl := range a.ClustersByName() {
			switch {
			case cl.Paused && !cl.Phases.Has(account.ResumeCluster):
				paused = append(paused, *cl)
			case shouldServe(a, cl):
				serving = append(serving, *cl)
			}
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, cl := range paused {
		if err := c.pause(ctx, cl, true); err != nil {
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(startedAtOnce)
	for _, cl := range serving {
		group.Go(func() error { return c.resume(ctx, cl) })
	}
	return group.Wait()
}

// resume starts one cluster's server, at another address when its own has been
// taken by somebody else meanwhile.
func (c *Control) resume(ctx context.Context, cl account.Cluster) error {
	at := listenOf(&cl)
	err := c.serve(ctx, cl)
	if err == nil || fleet.CanBind(ctx, at) {
		return err
	}
	c.Log.Warn("the cluster's address is taken, moving it", "cluster", cl.ID, "address", at.Address, "port", at.Port)
	err = c.change(func(a *account.Account, _ time.Time) error {
		moved := a.Clusters.Get(cl.ResourceID)
		if err := pickAddress(ctx, a, moved); err != nil {
			return err
		}
		cl = *moved
		return nil
	})
	if err != nil {
		return err
	}
	return c.serve(ctx, cl)
}

// shouldServe tells whether a cluster's server answers: it has a member whose
// creation got as far as that, and is not stopped.
func shouldServe(a *account.Account, cl *account.Cluster) bool {
	if cl.Rest != account.Available || len(cl.Phases) > 0 && stopped(cl.Phases[0]) {
		return false
	}
	for _, i := range a.Members(cl.ResourceID) {
		if i.Rest != account.Available {
			continue
		}
		if len(i.Phases) == 0 || i.Phases[0].Work == nil {
			return true
		}
		if work := i.Phases[0].Work; work.Done == (work.Task == account.TaskServe) {
			return true // created, or its deletion has not ended the server yet
		}
	}
	return false
}

// stopped tells whether a phase has ended the server.
func stopped(p account.Phase) bool {
	return p.Work != nil && p.Work.Done && p.Work.Task == account.TaskUnserve
}
