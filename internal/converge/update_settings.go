package converge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// changeOf is what one ModifyDBCluster has to change to bring a cluster to
// what is asked for, credentials apart. ours is our security group's id. A
// setting that is not asked for stays as AWS chose it.
func changeOf(now cluster.Cluster, next Request, ours string) cluster.Change {
	t := next.Target.WithDefaults()
	change := openingOf(now, next, ours)
	change.DBClusterParameterGroupName = differs(now.DBClusterParameterGroup, t.DBClusterParameterGroupName)
	change.PreferredBackupWindow = differs(now.PreferredBackupWindow, t.PreferredBackupWindow)
	change.PreferredMaintenanceWindow = differs(now.PreferredMaintenanceWindow, t.PreferredMaintenanceWindow)
	change.StorageType = differs(cmp.Or(now.StorageType, standardStorage), t.StorageType)
	change.NetworkType = differs(now.NetworkType, t.NetworkType)
	change.EngineLifecycleSupport = differs(now.EngineLifecycleSupport, t.EngineLifecycleSupport)
	if t.Port != now.Port {
		change.Port = t.Port
	}
	if t.BackupRetentionPeriod != now.BackupRetentionPeriod {
		change.BackupRetentionPeriod = t.BackupRetentionPeriod
	}
	if t.CopyTagsToSnapshot != now.CopyTagsToSnapshot {
		change.CopyTagsToSnapshot = &t.CopyTagsToSnapshot
	}
	if !sameScaling(now.ServerlessV2Scaling, t.ServerlessV2Scaling) {
		change.ServerlessV2Scaling = t.ServerlessV2Scaling
	}
	return change
}

// openingOf is the part of a change that comes with the opening of a clone and
// not before: who gets in, what shows statements to others, and what would keep
// an unfinished cluster from being deleted.
func openingOf(now cluster.Cluster, next Request, ours string) cluster.Change {
	t := next.Target.WithDefaults()
	change := cluster.Change{
		EnableLogTypes:       missing(t.EnabledCloudwatchLogsExports, now.LogExports),
		DisableLogTypes:      missing(now.LogExports, t.EnabledCloudwatchLogsExports),
		DatabaseInsightsMode: differs(cmp.Or(now.DatabaseInsightsMode, artifact.InsightsStandard), t.DatabaseInsightsMode),
	}
	if groups := next.Access.groups(ours); !sameSet(groups, attached(now)) {
		change.SecurityGroupIDs = groups
	}
	if t.IAMDatabaseAuthenticationEnabled != now.IAMDatabaseAuthentication {
		change.IAMDatabaseAuthentication = &t.IAMDatabaseAuthenticationEnabled
	}
	if next.DeletionProtection != now.DeletionProtection {
		change.DeletionProtection = &next.DeletionProtection
	}
	return change
}

// missing are the wanted ones that are not there; nil for none.
func missing(wanted, there []string) []string {
	var out []string
	for _, one := range wanted {
		if !slices.Contains(there, one) {
			out = append(out, one)
		}
	}
	return out
}

// instanceChangeOf is what one ModifyDBInstance has to change.
func instanceChangeOf(now cluster.Instance, next Request) cluster.InstanceChange {
	t := next.Target
	change := cluster.InstanceChange{
		Class:                differs(now.Class, t.InstanceClass),
		DBParameterGroupName: differs(now.DBParameterGroup, t.DBParameterGroupName),

		PreferredMaintenanceWindow: differs(now.PreferredMaintenanceWindow, t.PreferredMaintenanceWindow),
	}
	if now.PromotionTier != t.PromotionTier {
		change.PromotionTier = &t.PromotionTier
	}
	if now.PubliclyAccessible != next.PubliclyAccessible {
		change.PubliclyAccessible = &next.PubliclyAccessible
	}
	if now.AutoMinorVersionUpgrade != t.AutoMinorVersionUpgrade {
		change.AutoMinorVersionUpgrade = &t.AutoMinorVersionUpgrade
	}
	return change
}

// differs is wanted when it is asked for and not there yet. AWS writes the names
// of groups and the days of windows in lower case.
func differs(now, wanted string) string {
	if strings.EqualFold(now, wanted) {
		return ""
	}
	return wanted
}

// standardStorage is the type that AWS tells by telling none.
const standardStorage = "aurora"

// sameScaling also holds when no scaling is asked for: it cannot be taken away
// from a cluster (hashicorp/terraform-provider-aws#32381).
func sameScaling(now, wanted *artifact.Scaling) bool {
	if wanted == nil {
		return true
	}
	if now == nil || now.MinCapacity != wanted.MinCapacity || now.MaxCapacity != wanted.MaxCapacity {
		return false
	}
	return wanted.SecondsUntilAutoPause == 0 || wanted.SecondsUntilAutoPause == now.SecondsUntilAutoPause
}
