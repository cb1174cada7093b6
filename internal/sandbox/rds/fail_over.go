package rds

import (
	"context"
	"slices"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type failoverDBClusterInput struct {
	DBClusterIdentifier        string `aws:",required"`
	TargetDBInstanceIdentifier string
}

type failoverDBClusterResult struct {
	DBCluster cluster
}

func (c *Control) failoverDBCluster(_ context.Context, r *wire.Request, in *failoverDBClusterInput) (any, error) {
	var result failoverDBClusterResult
	err := c.change(func(a *account.Account, now time.Time) error {
		cl, err := inState(a, r.Region, in.DBClusterIdentifier, account.Available, account.Available)
		if err != nil {
			return err
		}
		target, err := failoverTarget(a, cl, r.Region, in.TargetDBInstanceIdentifier)
		if err != nil {
			return err
		}
		cl.NextWriter = target.ResourceID
		// Sessions end: the server of the cluster restarts.
		cl.Phases = append(cl.Phases, c.phase(account.FailOverCluster, "failing-over", &account.Work{Task: account.TaskRestart}))
		id, text := "RDS-EVENT-0073", "Started cross AZ failover to DB instance: "
		if w := writerOf(a, cl); w != nil && w.Zone == target.Zone {
			id, text = "RDS-EVENT-0072", "Started same AZ failover to DB instance: "
		}
		a.AddEvent(clusterEvent(cl.ID, now, id, text+target.ID, "failover"))
		result.DBCluster = showCluster(a, cl, r.Region, now)
		return nil
	})
	return result, err
}

// failoverTarget returns the member that is to become the writer: the one asked
// for, or the usable reader of the lowest promotion tier.
func failoverTarget(a *account.Account, cl *account.Cluster, region, wanted string) (*account.Instance, error) {
	members := a.LiveMembers(cl.ResourceID)
	if len(members) < 2 {
		return nil, wire.Refusef("InvalidDBClusterStateFault", "Database cluster:%s should have at least two database instances for failover", cl.ID)
	}
	noneValid := wire.Refusef("InvalidDBClusterStateFault",
		"Database cluster:%s should have at least two database instances in valid states or a valid target instance for failover.", cl.ID)
	if wanted != "" {
		target := a.FindInstance(region, wanted)
		switch {
		case target == nil || target.Cluster != cl.ResourceID:
			return nil, wire.InvalidValuef("Cannot find target instance: %s", wanted)
		case a.InstanceStatus(target) != account.Available:
			return nil, wire.Refusef("InvalidDBInstanceState", "Instance %s should be in valid state for failover.", target.ID)
		case target.Writer:
			return nil, noneValid
		}
		return target, nil
	}
	usable := slices.DeleteFunc(members, func(i *account.Instance) bool { return i.Writer || a.InstanceStatus(i) != account.Available })
	if len(usable) == 0 {
		return nil, noneValid
	}
	return firstToPromote(usable), nil
}

// writerOf returns a cluster's writer, nil when it has none.
func writerOf(a *account.Account, cl *account.Cluster) *account.Instance {
	for _, i := range a.LiveMembers(cl.ResourceID) {
		if i.Writer {
			return i
		}
	}
	return nil
}

// endFailover makes the chosen member the writer, unless it has gone meanwhile.
func endFailover(a *account.Account, cl *account.Cluster, now time.Time) {
	next := a.Instances.Get(cl.NextWriter)
	cl.NextWriter = ""
	if next == nil || next.Deleting() {
		a.AddEvent(clusterEvent(cl.ID, now, "RDS-EVENT-0069", "Cluster failover failed, check the health of your cluster instances and try again", "failover"))
		return
	}
	for _, i := range a.Members(cl.ResourceID) {
		i.Writer = i == next
	}
	a.AddEvent(clusterEvent(cl.ID, now, "RDS-EVENT-0071", "Completed failover to DB instance: "+next.ID, "failover"))
}
