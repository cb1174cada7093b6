package rds

import (
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type deleteDBClusterInput struct {
	DBClusterIdentifier       string `aws:",required"`
	SkipFinalSnapshot         bool
	FinalDBSnapshotIdentifier string
	DeleteAutomatedBackups    *bool // the sandbox keeps no automated backups
}

type deleteDBClusterResult struct {
	DBCluster cluster
}

func (c *Control) deleteDBCluster(_ context.Context, r *wire.Request, in *deleteDBClusterInput) (any, error) {
	final := strings.ToLower(in.FinalDBSnapshotIdentifier)
	switch {
	case final != "" && in.SkipFinalSnapshot:
		return nil, wire.InvalidCombinationf("You cannot specify both FinalDBSnapshotIdentifier and SkipFinalSnapshot")
	case final == "" && !in.SkipFinalSnapshot:
		return nil, wire.InvalidCombinationf("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.")
	case final != "":
		if err := checkSnapshotIdentifier(final); err != nil {
			return nil, err
		}
	}
	var result deleteDBClusterResult
	err := c.change(func(a *account.Account, now time.Time) error {
		cl := a.FindCluster(r.Region, in.DBClusterIdentifier)
		if cl == nil {
			return noCluster(in.DBClusterIdentifier)
		}
		if err := checkDeletable(a, cl, final); err != nil {
			return err
		}
		result.DBCluster = showCluster(a, cl, r.Region, now)
		if final != "" {
			c.snapshot(a, cl, final, now)
		}
		work := &account.Work{Task: account.TaskRemove}
		cl.Phases = account.Phases{c.phase(account.DeleteCluster, "deleting", work)}
		return nil
	})
	return result, err
}

// checkDeletable refuses a cluster that is in no state to be deleted, or cannot
// have its final snapshot.
func checkDeletable(a *account.Account, cl *account.Cluster, final string) error {
	status := cl.Status()
	switch {
	case cl.DeletionProtection:
		return wire.InvalidCombinationf("Cannot delete protected Cluster, please disable deletion protection and try again.")
	case cl.Phases.Has(account.DeleteCluster):
		return wire.Refusef("InvalidDBClusterStateFault", "Cluster %s is already being deleted.", cl.ID)
	case status == account.Stopped || status == "stopping" || status == "starting":
		return wire.Refusef("InvalidDBClusterStateFault", "Db cluster %s cannot be in the %s state.", cl.ID, status)
	case len(a.LiveMembers(cl.ResourceID)) > 0:
		return wire.Refusef("InvalidDBClusterStateFault", "Cluster cannot be deleted, it still contains DB instances in non-deleting state.")
	case final == "":
		return nil
	case a.Snapshots[final] != nil:
		return wire.Refusef("DBClusterSnapshotAlreadyExistsFault", "Cannot create the snapshot because a snapshot with the identifier %s already exists.", final)
	case status != account.Available:
		return wire.Refusef("InvalidDBClusterStateFault", "Can't create a snapshot because the database cluster %s isn't currently in the available state", cl.ID)
	}
	return nil
}

// snapshot records a snapshot of a cluster. Tags travel with it when the cluster
// says so. Its data is not kept: restoring snapshots is not served.
func (c *Control) snapshot(a *account.Account, cl *account.Cluster, id string, now time.Time) {
	s := &account.Snapshot{
		ID: id, Created: now, Of: *cl, Rest: account.Available,
		Phases: account.Phases{c.phase(account.CreateSnapshot, "creating", nil)},
	}
	s.Of.Phases, s.Of.Tags = nil, nil
	if g := a.SubnetGroups[cl.SubnetGroup]; g != nil {
		s.VPC = g.VPC
	}
	if cl.CopyTagsToSnapshot {
		s.Tags = cl.Tags
	}
	a.Snapshots[id] = s
	a.AddEvent(clusterEvent(cl.ID, now, "RDS-EVENT-0074", "Creating manual cluster snapshot", "backup"))
}
