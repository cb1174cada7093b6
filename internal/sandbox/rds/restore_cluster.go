package rds

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type restoreDBClusterToPointInTimeInput struct {
	SourceDBClusterIdentifier string
	SourceDbClusterResourceID string `aws:"SourceDbClusterResourceId"`
	RestoreType               string
	RestoreToTime             *time.Time
	UseLatestRestorableTime   bool
	limitlessParameters
	creationParameters
}

// limitlessParameters are those of Limitless databases, taken to be refused with
// AWS's words.
type limitlessParameters struct {
	EnablePerformanceInsights          *bool
	PerformanceInsightsKMSKeyID        string `aws:"PerformanceInsightsKMSKeyId"`
	PerformanceInsightsRetentionPeriod *int
	MonitoringInterval                 *int
	MonitoringRoleArn                  string
	EnableVPCNetworking                *bool
	EnableInternetAccessGateway        *bool
}

func (p limitlessParameters) refuseLimitless() error {
	if p.EnablePerformanceInsights != nil || p.PerformanceInsightsKMSKeyID != "" || p.PerformanceInsightsRetentionPeriod != nil ||
		p.MonitoringInterval != nil || p.MonitoringRoleArn != "" {
		return wire.InvalidCombinationf("You can enable Performance Insights or set the Enhanced Monitoring interval only when restoring from a source Aurora Limitless DB cluster")
	}
	if (p.EnableVPCNetworking == nil) != (p.EnableInternetAccessGateway == nil) {
		return wire.InvalidCombinationf("EnableVPCNetworking and EnableInternetAccessGateway must be specified together.")
	}
	if p.EnableVPCNetworking != nil {
		return wire.InvalidCombinationf("The sandbox does not model EnableVPCNetworking and EnableInternetAccessGateway.")
	}
	return nil
}

type restoreDBClusterToPointInTimeResult struct {
	DBCluster cluster
}

// copyOnWrite is the RestoreType that makes a clone.
const copyOnWrite = "copy-on-write"

// copyOnWriteLimit is how many copy-on-write clones a lineage has; the next one
// is a full copy.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Clone.html#Aurora.Managing.Clone.Limitations
const copyOnWriteLimit = 15

// check refuses what needs no look at the account.
func (in *restoreDBClusterToPointInTimeInput) check() error {
	if err := checkIdentifier("DBClusterIdentifier", in.DBClusterIdentifier); err != nil {
		return err
	}
	switch in.RestoreType {
	case "", "full-copy", copyOnWrite:
	default:
		return wire.InvalidValuef("Invalid restore type: %s. Valid values are: full-copy, copy-on-write", in.RestoreType)
	}
	switch {
	case in.RestoreToTime != nil && in.RestoreType == copyOnWrite:
		return wire.InvalidCombinationf("RestoreToTime can't be specified if RestoreType is copy-on-write.")
	case in.RestoreToTime != nil && in.UseLatestRestorableTime:
		return wire.InvalidCombinationf("RestoreToTime can't be specified if UseLatestRestorableTime is true.")
	case in.RestoreToTime == nil && !in.UseLatestRestorableTime:
		return wire.InvalidCombinationf("Either UseLatestRestorableTime or RestoreToTime must be specified.")
	case in.SourceDBClusterIdentifier == "" && in.SourceDbClusterResourceID == "":
		return wire.InvalidCombinationf("Either SourceDBClusterIdentifier or SourceDbClusterResourceId must be specified.")
	}
	if err := in.refuseLimitless(); err != nil {
		return err
	}
	return in.refuseForeign(Postgres)
}

func (c *Control) restoreDBClusterToPointInTime(ctx context.Context, r *wire.Request, in *restoreDBClusterToPointInTimeInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var result restoreDBClusterToPointInTimeResult
	err := c.change(func(a *account.Account, now time.Time) error {
		source, err := in.source(a, r.Region)
		if err != nil {
			return err
		}
		if err := in.checkSource(a, source, now); err != nil {
			return err
		}
		if source.Owner != "" {
			if err := checkShared(a, source, in.creationParameters); err != nil {
				return err
			}
		}
		cl, err := c.restored(in.creationParameters, source, now)
		if err != nil {
			return err
		}
		if err := c.place(ctx, a, cl, in.creationParameters, r.Region, now); err != nil {
			return err
		}
		c.resumePaused(source, now)
		joinCloneGroup(a, source, cl, in.RestoreType)
		kind := account.CopyCluster
		if cl.CopyOnWrite {
			kind = account.CloneCluster
		}
		work := &account.Work{Task: account.TaskClone, Source: source.ResourceID}
		cl.Phases = account.Phases{c.phase(kind, "creating", work)}
		result.DBCluster = showCluster(a, cl, r.Region, now)
		return nil
	})
	return result, err
}

// source finds the cluster to restore.
func (in *restoreDBClusterToPointInTimeInput) source(a *account.Account, region string) (*account.Cluster, error) {
	name := in.SourceDBClusterIdentifier
	found := cmp.Or(a.FindCluster(region, name), a.FindShared(region, name))
	if name == "" {
		name = in.SourceDbClusterResourceID
		found = a.Clusters.Get(name)
	}
	if found == nil || found.Phases.Has(account.DeleteCluster) {
		return nil, wire.NotFoundf("DBClusterNotFoundFault", "The source cluster could not be found or cannot be accessed: %s", strings.ToLower(name))
	}
	return found, nil
}

// checkSource refuses a source that is in no state to be cloned or copied.
func (in *restoreDBClusterToPointInTimeInput) checkSource(a *account.Account, source *account.Cluster, now time.Time) error {
	status := source.Status()
	if in.RestoreType == copyOnWrite {
		if status == account.Stopped || status == "stopping" || status == "starting" || status == "creating" {
			return wire.Refusef("InvalidDBClusterStateFault", "The source cluster %s cannot be cloned with status %s.", source.ID, status)
		}
		if source.Owner == "" && !served(a, source) {
			return wire.Refusef("InvalidDBClusterStateFault", "The source cluster %s can't be cloned because it has no DB instance.", source.ID)
		}
	}
	if source.Rest == account.CloningFailed || source.Rest == account.Failed || keyLost(source.Rest) || status == "creating" {
		return wire.Refusef("InvalidDBClusterStateFault", "The source cluster %s cannot be restored with status %s.", source.ID, status)
	}
	if in.RestoreToTime != nil {
		if in.RestoreToTime.Before(source.Created) || in.RestoreToTime.After(now) {
			return wire.InvalidValuef("The specified RestoreToTime %s is outside the restorable range %s to %s.",
				wire.Timestamp(*in.RestoreToTime), wire.Timestamp(source.Created), wire.Timestamp(now))
		}
		return wire.InvalidValuef("The sandbox keeps no history of the data: use UseLatestRestorableTime instead of RestoreToTime.")
	}
	if in.KmsKeyID != "" && !source.StorageEncrypted {
		return wire.InvalidCombinationf("You cannot specify a KMS key when the source cluster is not encrypted.")
	}
	return checkKey(in.KmsKeyID)
}

// served tells whether a cluster has an instance that has been created.
func served(a *account.Account, c *account.Cluster) bool {
	for _, i := range a.LiveMembers(c.ResourceID) {
		if !i.Phases.Has(account.CreateInstance) && !i.Phases.Has(account.CreateReader) {
			return true
		}
	}
	return false
}

// restored returns the new cluster with what it takes from its source and what
// AWS chooses. It takes the retention, the user and the key, but no windows,
// parameter group, port, security groups, or managed secret.
func (c *Control) restored(in creationParameters, source *account.Cluster, now time.Time) (*account.Cluster, error) {
	cl := c.blank(in.DBClusterIdentifier, source.Engine, source.EngineVersion, now)
	c.leaveExtendedSupport(cl, in.EngineLifecycleSupport, now)
	cl.MasterUser, cl.MasterTokens, cl.Database = source.MasterUser, source.MasterTokens, source.Database
	cl.Zones, cl.BackupRetention = source.Zones, source.BackupRetention
	cl.StorageEncrypted, cl.KMSKey = source.StorageEncrypted, source.KMSKey
	setText(&cl.KMSKey, in.KmsKeyID)
	if source.Owner != "" {
		cl.ClonedFrom = source.ResourceID
	}
	cl.BackupWindow, cl.MaintenanceWindow = chooseWindows(in.PreferredBackupWindow, "")
	return cl, checkWindows(cl.BackupWindow, cl.MaintenanceWindow)
}

// joinCloneGroup puts a restored cluster into its source's clone group, which
// comes into being with the first restore.
func joinCloneGroup(a *account.Account, source, cl *account.Cluster, restoreType string) {
	if source.CloneGroup == "" {
		source.CloneGroup = account.NewVersionID()
	}
	cl.CloneGroup = source.CloneGroup
	clones := 0
	for other := range a.Clusters.All() {
		if other.CloneGroup == source.CloneGroup && other.CopyOnWrite {
			clones++
		}
	}
	cl.CopyOnWrite = restoreType == copyOnWrite && clones < copyOnWriteLimit
}
