package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// planSettings fills in the settings that the configuration leaves out: the
// artifact's; where the artifact leaves the choice to AWS, what AWS chose
// before; and unknown when AWS has not chosen yet. prior is nil for a new
// cluster.
func (m *clusterModel) planSettings(config clusterModel, prior *clusterModel, target artifact.Target) {
	if prior == nil {
		prior = unknownSettings()
	}
	m.InstanceClass = setting(config.InstanceClass, target.InstanceClass, prior.InstanceClass)
	m.InstanceCount = count(config.InstanceCount, target.InstanceCount, prior.InstanceCount)
	m.Port = count(config.Port, target.Port, prior.Port)
	m.BackupRetentionPeriod = count(config.BackupRetentionPeriod, target.BackupRetentionPeriod, prior.BackupRetentionPeriod)
	m.PreferredBackupWindow = setting(config.PreferredBackupWindow, target.PreferredBackupWindow, prior.PreferredBackupWindow)
	m.PreferredMaintenanceWindow = setting(config.PreferredMaintenanceWindow, target.PreferredMaintenanceWindow, prior.PreferredMaintenanceWindow)
	m.DBClusterParameterGroupName = setting(config.DBClusterParameterGroupName, target.DBClusterParameterGroupName, prior.DBClusterParameterGroupName)
	m.DBParameterGroupName = setting(config.DBParameterGroupName, target.DBParameterGroupName, prior.DBParameterGroupName)
	// The key is a fact of creation: what the artifact says later does not
	// reach a cluster that is there.
	m.KMSKeyID = setting(config.KMSKeyID, "", prior.KMSKeyID)
	if m.KMSKeyID.IsUnknown() {
		m.KMSKeyID = setting(config.KMSKeyID, target.KMSKeyID, types.StringUnknown())
	}
}

// setSettingsUnknown leaves every setting that is not configured to apply.
func (m *clusterModel) setSettingsUnknown(config clusterModel) {
	m.planSettings(config, nil, artifact.Target{})
}

func unknownSettings() *clusterModel {
	return &clusterModel{
		InstanceClass: types.StringUnknown(), InstanceCount: types.Int64Unknown(), Port: types.Int64Unknown(),
		BackupRetentionPeriod: types.Int64Unknown(), PreferredBackupWindow: types.StringUnknown(),
		PreferredMaintenanceWindow: types.StringUnknown(), DBClusterParameterGroupName: types.StringUnknown(),
		DBParameterGroupName: types.StringUnknown(), KMSKeyID: types.StringUnknown(),
	}
}

func setting(configured types.String, artifact string, prior types.String) types.String {
	switch {
	case !configured.IsNull():
		return configured
	case artifact != "":
		return types.StringValue(artifact)
	default:
		return prior
	}
}

func count(configured types.Int64, artifact int, prior types.Int64) types.Int64 {
	switch {
	case !configured.IsNull():
		return configured
	case artifact != 0:
		return types.Int64Value(int64(artifact))
	default:
		return prior
	}
}

// target is the artifact's target with the settings in place; an unknown one
// is left to AWS.
func (m clusterModel) target(spec artifact.Spec) artifact.Target {
	t := spec.Target
	t.InstanceClass = m.InstanceClass.ValueString()
	t.InstanceCount = int(m.InstanceCount.ValueInt64())
	t.Port = int(m.Port.ValueInt64())
	t.BackupRetentionPeriod = int(m.BackupRetentionPeriod.ValueInt64())
	t.PreferredBackupWindow = m.PreferredBackupWindow.ValueString()
	t.PreferredMaintenanceWindow = m.PreferredMaintenanceWindow.ValueString()
	t.DBClusterParameterGroupName = m.DBClusterParameterGroupName.ValueString()
	t.DBParameterGroupName = m.DBParameterGroupName.ValueString()
	t.KMSKeyID = m.KMSKeyID.ValueString()
	return t
}
