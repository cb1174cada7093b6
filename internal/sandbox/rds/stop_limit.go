package rds

import (
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

// stopLimit is how long AWS leaves a cluster stopped:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-cluster-stop-start.html.
const stopLimit = 7 * 24 * time.Hour

// startOverdue starts the clusters that have been stopped for too long. It
// returns when the next one will have been, zero when none is stopped.
func (c *Control) startOverdue(a *account.Account, now time.Time) (moved bool, next time.Time) {
	for cl := range a.Clusters.All() {
		if cl.Rest != account.Stopped || len(cl.Phases) > 0 || cl.StoppedAt.IsZero() {
			continue
		}
		due := cl.StoppedAt.Add(stopLimit)
		if due.After(now) {
			next = earlier(next, due)
			continue
		}
		moved = true
		cl = a.Clusters.Get(cl.ResourceID)
		cl.Phases = account.Phases{c.startPhase(a, cl)}
		a.AddEvent(clusterEvent(cl.ID, now, "RDS-EVENT-0153",
			"DB cluster started because it exceeded the maximum allowed time stopped", "notification"))
	}
	return moved, next
}

// startPhase is what a stopped cluster goes through to be available again.
func (c *Control) startPhase(a *account.Account, cl *account.Cluster) account.Phase {
	phase := c.phase(account.StartCluster, "starting", nil)
	if len(a.LiveMembers(cl.ResourceID)) > 0 {
		phase.Work = &account.Work{Task: account.TaskServe}
	}
	return phase
}
