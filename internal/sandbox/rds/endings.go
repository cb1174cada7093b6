package rds

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

// endOfClusterPhase does what the end of a cluster's phase brings about.
func endOfClusterPhase(a *account.Account, c *account.Cluster, p account.Phase, now time.Time) {
	broken := p.Work != nil && p.Work.Error != ""
	tell := func(id, message, category string) { a.AddEvent(clusterEvent(c.ID, now, id, message, category)) }
	switch p.Kind {
	case account.CreateCluster, account.CloneCluster, account.CopyCluster, account.RestoreSnapshot:
		if !broken {
			tell("RDS-EVENT-0170", "DB cluster created", "creation")
			return
		}
		c.Rest, c.Phases = account.Failed, nil
		if p.Kind != account.CreateCluster {
			c.Rest = account.CloningFailed
		}
		tell("RDS-EVENT-0354", "You can't create the DB cluster: "+p.Work.Error, "failure")
	case account.FailCluster:
		failCluster(a, c, p, now)
	case account.ResetCredentials:
		if broken {
			tell("RDS-EVENT-0067", "Unable to reset your password. Error information: "+p.Work.Error, "failure")
			return
		}
		tell("RDS-EVENT-0016", "Reset master credentials", "configuration change")
	case account.RenameCluster:
		old := c.ID
		c.ID, c.PendingID = c.PendingID, ""
		tell("RDS-EVENT-0172", fmt.Sprintf("Renamed cluster from %s to %s", old, c.ID), "notification")
	case account.StopCluster:
		c.Rest, c.StoppedAt, c.Paused = account.Stopped, now, false
		tell("RDS-EVENT-0150", "DB cluster stopped", "notification")
	case account.StartCluster:
		c.Rest, c.StoppedAt = account.Available, time.Time{}
		tell("RDS-EVENT-0151", "DB cluster started", "notification")
	case account.FailOverCluster:
		endFailover(a, c, now)
	case account.UpgradeCluster:
		endUpgrade(c)
		tell("RDS-EVENT-0179", "Database cluster engine version has been upgraded to "+c.EngineVersion, "maintenance")
	case account.PauseCluster:
		endPause(c, p, now)
	case account.ResumeCluster:
		c.Paused, c.ActiveAt = false, now
	case account.DeleteCluster:
		a.Clusters.Delete(c.ResourceID)
		a.Secrets.Delete(c.Secret)
		tell("RDS-EVENT-0171", "DB cluster deleted", "deletion")
	}
}

// endOfInstancePhase does what the end of an instance's phase brings about.
func endOfInstancePhase(a *account.Account, i *account.Instance, p account.Phase, now time.Time) {
	tell := func(id, message, category string) {
		a.AddEvent(account.Event{ID: id, At: now, SourceType: "db-instance", Source: i.ID, Message: message, Categories: []string{category}})
	}
	switch p.Kind {
	case account.CreateInstance, account.CreateReader:
		if p.Work != nil && p.Work.Error != "" {
			i.Rest = account.Failed
			tell("RDS-EVENT-0031", "The DB instance has failed: "+p.Work.Error, "failure")
			return
		}
		serves(a, i.Cluster, now)
		tell("RDS-EVENT-0005", "DB instance created", "creation")
	case account.FailInstance:
		failInstance(i, p.Fails, tell)
	case account.ModifyInstance:
		i.Class, i.PendingClass = cmp.Or(i.PendingClass, i.Class), ""
	case account.RenameInstance:
		old := i.ID
		i.ID, i.PendingID = i.PendingID, ""
		tell("RDS-EVENT-0176", fmt.Sprintf("Renamed instance from %s to %s", old, i.ID), "notification")
	case account.RebootInstance:
		i.PendingReboot = false
		serves(a, i.Cluster, now)
		tell("RDS-EVENT-0006", "DB instance restarted", "availability")
	case account.DeleteInstance:
		a.Instances.Delete(i.ResourceID)
		tell("RDS-EVENT-0003", "DB instance deleted", "deletion")
		electWriter(a, i.Cluster)
	}
}

// electWriter has a cluster without a writer fail over to the member of the
// lowest promotion tier.
func electWriter(a *account.Account, cluster string) {
	members := a.LiveMembers(cluster)
	if len(members) == 0 || slices.ContainsFunc(members, func(i *account.Instance) bool { return i.Writer }) {
		return
	}
	firstToPromote(members).Writer = true
}

// firstToPromote returns the member of the lowest promotion tier.
func firstToPromote(members []*account.Instance) *account.Instance {
	return slices.MinFunc(members, func(x, y *account.Instance) int { return cmp.Compare(x.PromotionTier, y.PromotionTier) })
}

// clusterEvent makes an event of a cluster.
func clusterEvent(cluster string, at time.Time, id, message, category string) account.Event {
	return account.Event{ID: id, At: at, SourceType: "db-cluster", Source: cluster, Message: message, Categories: []string{category}}
}
