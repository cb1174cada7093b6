package converge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// Comparison is what a changed artifact means for a cluster made from the
// prior one.
type Comparison struct {
	// Replace says why the cluster must be made anew, one sentence part each
	// ("source cluster: a -> b"); empty when it need not.
	Replace []string
	// Modify names what is changed in place, as in the specification's JSON.
	Modify []string
}

// Compare says what going from one artifact to another means for a finished
// cluster that came to be in the given mode. Two artifacts that differ in nothing
// that a cluster has, such as the source's engine version since then, give a zero
// Comparison: only the recorded digest changes, and what is pending of the next
// one's schema is found from the record.
func Compare(mode Mode, prior, next artifact.Spec) Comparison {
	var c Comparison
	c.Replace = replacements(mode, prior, next)
	if len(c.Replace) == 0 && mode.Inputs(prior) != mode.Inputs(next) {
		c.Replace = []string{"what the cluster is made of"}
	}
	for _, f := range modifiable(prior.Target, next.Target) {
		if f.differs {
			c.Modify = append(c.Modify, f.name)
		}
	}
	return c
}

// brief is a digest short enough for a sentence.
func brief(digest string) string {
	const enough = len("sha256:") + 12
	if len(digest) > enough {
		return digest[:enough]
	}
	return digest
}

// replacements names what is fixed when a cluster is made.
func replacements(mode Mode, prior, next artifact.Spec) []string {
	var reasons []string
	fixed := func(what, before, after string) {
		if before != after {
			reasons = append(reasons, fmt.Sprintf("%s: %s -> %s", what, orNone(before), orNone(after)))
		}
	}
	if mode == ModeCreate {
		fixed("engine", prior.Source.Engine, next.Source.Engine)
		fixed("database", prior.Target.DatabaseName, next.Target.DatabaseName)
	} else {
		fixed("source cluster", prior.Source.ClusterARN, next.Source.ClusterARN)
		fixed("source's resource id", prior.Source.ClusterResourceID, next.Source.ClusterResourceID)
		fixed("masking scripts", brief(prior.MaskingDigest()), brief(next.MaskingDigest()))
	}
	fixed("VPC", prior.Target.VPCID, next.Target.VPCID)
	fixed("DB subnet group", prior.Target.DBSubnetGroupName, next.Target.DBSubnetGroupName)
	fixed("subnets", subnets(prior), subnets(next))
	fixed("KMS key", prior.Target.KMSKeyID, next.Target.KMSKeyID)
	return reasons
}

func subnets(s artifact.Spec) string {
	return strings.Join(slices.Sorted(slices.Values(s.Target.SubnetIDs)), ", ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

type setting struct {
	name    string
	differs bool
}

// modifiable are the settings that a cluster takes in place. The database name
// is not among them: for a clone it says what to connect to, and is no setting.
// Nor is the first instance's zone, which matters when that instance is made.
func modifiable(prior, next artifact.Target) []setting {
	prior, next = prior.WithDefaults(), next.WithDefaults()
	return []setting{
		{"instance_class", prior.InstanceClass != next.InstanceClass},
		{"instance_count", prior.InstanceCount != next.InstanceCount},
		{"promotion_tier", prior.PromotionTier != next.PromotionTier},
		{"port", prior.Port != next.Port},
		{"backup_retention_period", prior.BackupRetentionPeriod != next.BackupRetentionPeriod},
		{"preferred_backup_window", !strings.EqualFold(prior.PreferredBackupWindow, next.PreferredBackupWindow)},
		{"preferred_maintenance_window", !strings.EqualFold(prior.PreferredMaintenanceWindow, next.PreferredMaintenanceWindow)},
		{"db_cluster_parameter_group_name", !strings.EqualFold(prior.DBClusterParameterGroupName, next.DBClusterParameterGroupName)},
		{"db_parameter_group_name", !strings.EqualFold(prior.DBParameterGroupName, next.DBParameterGroupName)},
		{"storage_type", prior.StorageType != next.StorageType},
		{"network_type", prior.NetworkType != next.NetworkType},
		{"engine_lifecycle_support", prior.EngineLifecycleSupport != next.EngineLifecycleSupport},
		{"copy_tags_to_snapshot", prior.CopyTagsToSnapshot != next.CopyTagsToSnapshot},
		{"auto_minor_version_upgrade", prior.AutoMinorVersionUpgrade != next.AutoMinorVersionUpgrade},
		{"enabled_cloudwatch_logs_exports", !sameSet(prior.EnabledCloudwatchLogsExports, next.EnabledCloudwatchLogsExports)},
		{"database_insights_mode", prior.DatabaseInsightsMode != next.DatabaseInsightsMode},
		{"iam_database_authentication_enabled", prior.IAMDatabaseAuthenticationEnabled != next.IAMDatabaseAuthenticationEnabled},
		{"serverlessv2_scaling", !equalScaling(prior.ServerlessV2Scaling, next.ServerlessV2Scaling)},
	}
}

func equalScaling(a, b *artifact.Scaling) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
