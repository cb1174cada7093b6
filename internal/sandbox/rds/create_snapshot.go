package rds

import (
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type createDBClusterSnapshotInput struct {
	DBClusterIdentifier         string `aws:",required"`
	DBClusterSnapshotIdentifier string `aws:",required"`
	tagsParameter
}

type createDBClusterSnapshotResult struct {
	DBClusterSnapshot clusterSnapshot
}

func (c *Control) createDBClusterSnapshot(_ context.Context, r *wire.Request, in *createDBClusterSnapshotInput) (any, error) {
	id := strings.ToLower(in.DBClusterSnapshotIdentifier)
	if err := checkSnapshotIdentifier(id, 63); err != nil {
		return nil, err
	}
	tags, err := in.tags()
	if err != nil {
		return nil, err
	}
	var result createDBClusterSnapshotResult
	err = c.change(func(a *account.Account, now time.Time) error {
		cl := a.FindCluster(r.Region, in.DBClusterIdentifier)
		if cl == nil {
			return noCluster(in.DBClusterIdentifier)
		}
		if cl.Status() != account.Available || cl.Phases.Has(account.DeleteCluster) {
			return notAvailableForSnapshot(cl)
		}
		if err := c.checkSnapshot(a, id); err != nil {
			return err
		}
		result.DBClusterSnapshot = showSnapshot(c.snapshot(a, cl, id, tags, now), r.Region)
		return nil
	})
	return result, err
}

// checkSnapshot refuses a name that is taken, and a snapshot above the quota.
func (c *Control) checkSnapshot(a *account.Account, id string) error {
	if a.Snapshots.Get(id) != nil {
		return wire.Refusef("DBClusterSnapshotAlreadyExistsFault", "Cannot create the snapshot because a snapshot with the identifier %s already exists.", id)
	}
	if most := c.quota(quotaSnapshots); a.ManualSnapshots() >= most {
		return wire.Refusef("SnapshotQuotaExceeded", "Cannot create more than %d manual snapshots", most)
	}
	return nil
}

func notAvailableForSnapshot(cl *account.Cluster) error {
	return wire.Refusef("InvalidDBClusterStateFault", "Can't create a snapshot because the database cluster %s isn't currently in the available state", cl.ID)
}

// snapshot begins a snapshot of a cluster: a copy of its data as of a moment
// soon. The cluster's tags travel with it when the cluster says so.
func (c *Control) snapshot(a *account.Account, cl *account.Cluster, id string, tags account.Tags, now time.Time) *account.Snapshot {
	work := &account.Work{Task: account.TaskClone, Source: cl.ResourceID}
	s := &account.Snapshot{
		ID: id, Data: account.NewResourceID("snapshot-"), Created: now, Of: *cl, Rest: account.Available, Tags: tags,
		Phases: account.Phases{c.phase(account.CreateSnapshot, "creating", work)},
	}
	s.Of.Phases, s.Of.Tags = nil, nil
	if g := a.SubnetGroups[cl.SubnetGroup]; g != nil {
		s.VPC = g.VPC
	}
	if cl.CopyTagsToSnapshot {
		s.Tags = cl.Tags.With(tags...)
	}
	a.Snapshots.Set(id, s)
	if s.Type() == account.AutomatedSnapshot {
		a.AddEvent(snapshotEvent(s, now, "RDS-EVENT-0168", "Creating automated cluster snapshot"))
	} else {
		a.AddEvent(snapshotEvent(s, now, "RDS-EVENT-0074", "Creating manual cluster snapshot"))
	}
	return s
}

// endOfSnapshotPhase does what the end of a snapshot's phase brings about.
func endOfSnapshotPhase(a *account.Account, s *account.Snapshot, p account.Phase, now time.Time) {
	switch {
	case p.Kind == account.DeleteSnapshot:
		a.Snapshots.Delete(s.ID)
	case p.Work != nil && p.Work.Error != "":
		s.Rest = account.Failed
	case s.Type() == account.AutomatedSnapshot:
		a.AddEvent(snapshotEvent(s, now, "RDS-EVENT-0169", "Automated cluster snapshot created"))
	default:
		a.AddEvent(snapshotEvent(s, now, "RDS-EVENT-0075", "Manual cluster snapshot created"))
	}
}

func snapshotEvent(s *account.Snapshot, at time.Time, id, message string) account.Event {
	return account.Event{ID: id, At: at, SourceType: "db-cluster-snapshot", Source: s.ID, Message: message, Categories: []string{"backup"}}
}
