package provider

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// creationSettings are facts of creation: what the artifact says of them later
// does not reach a cluster that is there.
var creationSettings = []string{"kms_key_id", "availability_zone"}

// planSettings fills in the settings that the configuration leaves out: the
// artifact's; where the artifact leaves the choice to AWS, what AWS chose
// before; and unknown when AWS has not chosen yet. prior is nil for a new
// cluster.
func (m *settingsModel) planSettings(config settingsModel, prior *settingsModel, target artifact.Target) {
	configured, chosen := config.values(), settingsOf(target)
	before := map[string]attr.Value{}
	if prior != nil {
		before = prior.values()
	}
	m.each(func(name string, value attr.Value) attr.Value {
		there, known := before[name]
		known = known && !there.IsNull() && !there.IsUnknown()
		switch {
		case known && sameMeaning(there, configured[name]):
			return there // Terraform takes the prior value for the configured one
		case !configured[name].IsNull():
			return configured[name]
		case known && (slices.Contains(creationSettings, name) || sameMeaning(there, chosen[name])):
			return there
		case !chosen[name].IsNull():
			return chosen[name]
		default:
			return leftToAWS(name, value, there, chosen[name])
		}
	})
}

// leftToAWS is the plan for a setting that neither configuration nor artifact
// has. there is its value now, nil for a new cluster.
func leftToAWS(name string, value, there, none attr.Value) attr.Value {
	switch value.(type) {
	case types.String, types.Int64:
		if there == nil {
			return unknownSetting(name)
		}
		return there
	case types.Object:
		// A capacity range is never chosen by AWS, nor can it be taken away.
		if there == nil {
			return none
		}
		return there
	default:
		return none
	}
}

// setSettingsUnknown leaves every setting that is not configured to apply.
func (m *settingsModel) setSettingsUnknown(config settingsModel) {
	configured := config.values()
	m.each(func(name string, _ attr.Value) attr.Value {
		if !configured[name].IsNull() {
			return configured[name]
		}
		return unknownSetting(name)
	})
}

// unknownSetting is a setting that only AWS will tell.
func unknownSetting(name string) attr.Value {
	switch t := settingsType.AttrTypes[name].(type) {
	case basetypes.StringType:
		return types.StringUnknown()
	case basetypes.Int64Type:
		return types.Int64Unknown()
	case basetypes.BoolType:
		return types.BoolUnknown()
	case types.SetType:
		return types.SetUnknown(t.ElemType)
	case types.ObjectType:
		return types.ObjectUnknown(t.AttrTypes)
	default:
		panic("BUG: the setting " + name + " has no unknown form")
	}
}

// observe fills in what a running cluster has. A known value that means the
// same keeps its spelling, and a fact of creation its value.
func (m *settingsModel) observe(c cluster.Cluster, instances []cluster.Instance) {
	known := m.target(artifact.Spec{})
	actual := settingsOf(observed(c, instances, known))
	m.each(func(name string, value attr.Value) attr.Value {
		isKnown := !value.IsUnknown() && !value.IsNull()
		if isKnown && (slices.Contains(creationSettings, name) || sameMeaning(value, actual[name])) {
			return value
		}
		if set, ok := value.(types.Set); ok && !set.IsUnknown() && sameMeaning(set, actual[name]) {
			return value
		}
		return actual[name]
	})
}

// observed is the target that a running cluster amounts to. Of what each
// instance has for itself, the first one that differs from what is known
// counts, so that a plan shows it.
func observed(c cluster.Cluster, instances []cluster.Instance, known artifact.Target) artifact.Target {
	instances = slices.DeleteFunc(slices.Clone(instances), cluster.Instance.Autoscaled)
	t := artifact.Target{
		InstanceClass: known.InstanceClass, InstanceCount: len(instances), PromotionTier: known.PromotionTier,
		DBParameterGroupName: known.DBParameterGroupName, AutoMinorVersionUpgrade: known.AutoMinorVersionUpgrade,
		Port: c.Port, BackupRetentionPeriod: c.BackupRetentionPeriod,
		PreferredBackupWindow: c.PreferredBackupWindow, PreferredMaintenanceWindow: c.PreferredMaintenanceWindow,
		DBClusterParameterGroupName: c.DBClusterParameterGroup, StorageType: c.StorageType, NetworkType: c.NetworkType,
		EngineLifecycleSupport: c.EngineLifecycleSupport, KMSKeyID: c.KMSKeyID, CopyTagsToSnapshot: c.CopyTagsToSnapshot,
		IAMDatabaseAuthenticationEnabled: c.IAMDatabaseAuthentication, EnabledCloudwatchLogsExports: c.LogExports,
		DatabaseInsightsMode: c.DatabaseInsightsMode, ServerlessV2Scaling: c.ServerlessV2Scaling,
	}
	for _, i := range slices.Backward(writerFirst(instances)) {
		if i.Class != known.InstanceClass {
			t.InstanceClass = i.Class
		}
		if i.PromotionTier != known.PromotionTier {
			t.PromotionTier = i.PromotionTier
		}
		if !sameName(i.DBParameterGroup, known.DBParameterGroupName) {
			t.DBParameterGroupName = i.DBParameterGroup
		}
		if i.AutoMinorVersionUpgrade != known.AutoMinorVersionUpgrade {
			t.AutoMinorVersionUpgrade = i.AutoMinorVersionUpgrade
		}
		t.AvailabilityZone = i.AvailabilityZone
	}
	return t
}
