package rds

import (
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type deleteDBClusterSnapshotInput struct {
	DBClusterSnapshotIdentifier string `aws:",required"`
}

type deleteDBClusterSnapshotResult struct {
	DBClusterSnapshot clusterSnapshot
}

func (c *Control) deleteDBClusterSnapshot(_ context.Context, r *wire.Request, in *deleteDBClusterSnapshotInput) (any, error) {
	var result deleteDBClusterSnapshotResult
	err := c.change(func(a *account.Account, _ time.Time) error {
		s := findSnapshot(a, r.Region, in.DBClusterSnapshotIdentifier)
		if s == nil {
			return wire.NotFoundf("DBClusterSnapshotNotFoundFault", "DBClusterSnapshot %s not found.", in.DBClusterSnapshotIdentifier)
		}
		if s.Type() == account.AutomatedSnapshot {
			return wire.Refusef("InvalidDBClusterSnapshotStateFault", "Only manual snapshots may be deleted.")
		}
		if err := checkSnapshotUsable(s); err != nil {
			return err
		}
		result.DBClusterSnapshot = showSnapshot(s, r.Region)
		s.Phases = account.Phases{c.phase(account.DeleteSnapshot, "deleting", &account.Work{Task: account.TaskRemove})}
		return nil
	})
	return result, err
}

// findSnapshot returns the snapshot of an identifier in any case, or of an ARN
// in the Region; nil when there is none.
func findSnapshot(a *account.Account, region, idOrARN string) *account.Snapshot {
	return a.Snapshots.Get(strings.ToLower(strings.TrimPrefix(idOrARN, account.ARN("rds", region, "cluster-snapshot:"))))
}

// checkSnapshotUsable refuses a snapshot that is not (or no longer) complete.
func checkSnapshotUsable(s *account.Snapshot) error {
	if status := s.Phases.Status(s.Rest); status != account.Available && status != account.Failed {
		return wire.Refusef("InvalidDBClusterSnapshotStateFault", "The DB cluster snapshot %s is not in the available state: its status is %s.", s.ID, status)
	}
	return nil
}
