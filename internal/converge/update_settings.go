package converge

import (
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// changeOf is what one ModifyDBCluster has to change to bring a cluster to
// what is asked for, credentials apart. ours is our security group's id. A
// setting that is not asked for stays as AWS chose it.
func changeOf(now cluster.Cluster, next Request, ours string) cluster.Change {
	t := next.Target
	change := cluster.Change{
		DBClusterParameterGroupName: differs(now.DBClusterParameterGroup, t.DBClusterParameterGroupName),
		PreferredBackupWindow:       differsFold(now.PreferredBackupWindow, t.PreferredBackupWindow),
		PreferredMaintenanceWindow:  differsFold(now.PreferredMaintenanceWindow, t.PreferredMaintenanceWindow),
		StorageType:                 differs(storageType(now.StorageType), t.StorageType),
		NetworkType:                 differs(now.NetworkType, t.NetworkType),
		EngineLifecycleSupport:      differs(now.EngineLifecycleSupport, t.EngineLifecycleSupport),
	}
	if t.Port != now.Port {
		change.Port = t.Port
	}
	if t.BackupRetentionPeriod != now.BackupRetentionPeriod {
		change.BackupRetentionPeriod = t.BackupRetentionPeriod
	}
	if next.DeletionProtection != now.DeletionProtection {
		change.DeletionProtection = &next.DeletionProtection
	}
	if t.CopyTagsToSnapshot != now.CopyTagsToSnapshot {
		change.CopyTagsToSnapshot = &t.CopyTagsToSnapshot
	}
	if !sameScaling(now.ServerlessV2Scaling, t.ServerlessV2Scaling) {
		change.ServerlessV2Scaling = t.ServerlessV2Scaling
	}
	if groups := next.Access.groups(ours); !sameSet(groups, attached(now)) {
		change.SecurityGroupIDs = groups
	}
	return change
}

// instanceChangeOf is what one ModifyDBInstance has to change.
func instanceChangeOf(now cluster.Instance, next Request) cluster.InstanceChange {
	t := next.Target
	change := cluster.InstanceChange{
		Class:                differs(now.Class, t.InstanceClass),
		DBParameterGroupName: differs(now.DBParameterGroup, t.DBParameterGroupName),
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

// differs is wanted when it is asked for and not there yet.
func differs(now, wanted string) string {
	if now == wanted {
		return ""
	}
	return wanted
}

// differsFold is differs for windows, whose days AWS writes in lower case.
func differsFold(now, wanted string) string {
	if strings.EqualFold(now, wanted) {
		return ""
	}
	return wanted
}

// storageType undoes AWS's way of telling the standard type by telling none.
func storageType(told string) string {
	if told == "" {
		return "aurora"
	}
	return told
}

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
