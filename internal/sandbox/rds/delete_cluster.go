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
	DeleteAutomatedBackups    *bool // AWS deletes them unless told otherwise
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
		if err := checkSnapshotIdentifier(final, 255); err != nil {
			return nil, err
		}
	}
	var result deleteDBClusterResult
	err := c.change(func(a *account.Account, now time.Time) error {
		cl := a.FindCluster(r.Region, in.DBClusterIdentifier)
		if cl == nil {
			return noCluster(in.DBClusterIdentifier)
		}
		if err := c.checkDeletable(a, cl, final); err != nil {
			return err
		}
		result.DBCluster = showCluster(a, cl, r.Region, now)
		if final != "" {
			c.snapshot(a, cl, final, nil, now)
		}
		if in.DeleteAutomatedBackups == nil || *in.DeleteAutomatedBackups {
			c.dropBackups(a, cl, func(*account.Snapshot) bool { return true })
		}
		work := &account.Work{Task: account.TaskRemove}
		cl.Phases = account.Phases{c.phase(account.DeleteCluster, "deleting", work)}
		return nil
	})
	return result, err
}

// checkDeletable refuses a cluster that is in no state to be deleted, or cannot
// have its final snapshot.
func (c *Control) checkDeletable(a *account.Account, cl *account.Cluster, final string) error {
	status := cl.Status()
	switch {
	case cl.DeletionProtection:
		return wire.InvalidCombinationf("Cannot delete protected Cluster, please disable deletion protection and try again.")
	case cl.Phases.Has(account.DeleteCluster):
		return wire.Refusef("InvalidDBClusterStateFault", "Cluster %s is already being deleted.", cl.ID)
	case status == account.Stopped || status == "stopping" || status == "starting":
		return wire.Refusef("InvalidDBClusterStateFault", "Db cluster %s cannot be in the %s state.", cl.ID, status)
	case cl.Standing.Global != "":
		return wire.Refusef("InvalidDBClusterStateFault", "This cluster is a part of a global cluster, please remove it from globalcluster first")
	case len(a.LiveMembers(cl.ResourceID)) > 0:
		return wire.Refusef("InvalidDBClusterStateFault", "Cluster cannot be deleted, it still contains DB instances in non-deleting state.")
	case final == "":
		return nil
	case status != account.Available:
		return notAvailableForSnapshot(cl)
	}
	return c.checkSnapshot(a, final)
}
