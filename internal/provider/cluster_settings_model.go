package provider

import (
	"reflect"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// settingsModel are the settings of an artifact's target that a cluster may
// override, under the names that they have there.
type settingsModel struct {
	InstanceClass                    types.String `tfsdk:"instance_class"`
	InstanceCount                    types.Int64  `tfsdk:"instance_count"`
	AvailabilityZone                 types.String `tfsdk:"availability_zone"`
	PromotionTier                    types.Int64  `tfsdk:"promotion_tier"`
	Port                             types.Int64  `tfsdk:"port"`
	BackupRetentionPeriod            types.Int64  `tfsdk:"backup_retention_period"`
	PreferredBackupWindow            types.String `tfsdk:"preferred_backup_window"`
	PreferredMaintenanceWindow       types.String `tfsdk:"preferred_maintenance_window"`
	DBClusterParameterGroupName      types.String `tfsdk:"db_cluster_parameter_group_name"`
	DBParameterGroupName             types.String `tfsdk:"db_parameter_group_name"`
	StorageType                      types.String `tfsdk:"storage_type"`
	NetworkType                      types.String `tfsdk:"network_type"`
	EngineLifecycleSupport           types.String `tfsdk:"engine_lifecycle_support"`
	KMSKeyID                         types.String `tfsdk:"kms_key_id"`
	CopyTagsToSnapshot               types.Bool   `tfsdk:"copy_tags_to_snapshot"`
	AutoMinorVersionUpgrade          types.Bool   `tfsdk:"auto_minor_version_upgrade"`
	IAMDatabaseAuthenticationEnabled types.Bool   `tfsdk:"iam_database_authentication_enabled"`
	EnabledCloudwatchLogsExports     types.Set    `tfsdk:"enabled_cloudwatch_logs_exports"`
	DatabaseInsightsMode             types.String `tfsdk:"database_insights_mode"`
	ServerlessV2Scaling              types.Object `tfsdk:"serverlessv2_scaling"`
}

// each replaces every setting by what visit makes of it. visit gets the
// setting's name.
func (m *settingsModel) each(visit func(name string, value attr.Value) attr.Value) {
	v := reflect.ValueOf(m).Elem()
	for i := range v.NumField() {
		value, ok := reflect.TypeAssert[attr.Value](v.Field(i))
		if !ok {
			panic("BUG: the setting " + v.Type().Field(i).Name + " is no attribute")
		}
		v.Field(i).Set(reflect.ValueOf(visit(v.Type().Field(i).Tag.Get("tfsdk"), value)))
	}
}

// values are the settings by name.
func (m settingsModel) values() map[string]attr.Value {
	values := map[string]attr.Value{}
	m.each(func(name string, value attr.Value) attr.Value {
		values[name] = value
		return value
	})
	return values
}

// settingsType is the type of all settings in one object.
var settingsType = types.ObjectType{AttrTypes: attributeTypes(clusterSettingAttributes())}

// settingsOf are a target's settings; null where it leaves the choice to AWS.
func settingsOf(target artifact.Target) map[string]attr.Value {
	value, err := encodeValue(settingsType, target.WithDefaults())
	object, ok := value.(types.Object)
	if err != nil || !ok {
		// Names and types are the same on both sides; a test sees to it.
		panic("BUG: the artifact's settings have no form as attributes: " + errorText(err))
	}
	values := object.Attributes()
	for name, v := range values {
		switch v := v.(type) {
		case types.String:
			values[name] = optional(v.ValueString())
		case types.Bool:
			values[name] = types.BoolValue(v.ValueBool())
		}
	}
	return values
}

// target is the artifact's target with the settings in place; an unknown one
// is left to AWS.
func (m settingsModel) target(spec artifact.Spec) artifact.Target {
	known, err := plainMap(knownOnly(m.values()))
	if err == nil {
		var overlaid artifact.Target
		if overlaid, err = spec.Target.With(known); err == nil {
			return overlaid
		}
	}
	panic("BUG: the settings do not fit into an artifact's target: " + errorText(err))
}

func knownOnly(values map[string]attr.Value) map[string]attr.Value {
	known := map[string]attr.Value{}
	for name, value := range values {
		if whollyKnown(value) {
			known[name] = value
		}
	}
	return known
}

func errorText(err error) string {
	if err == nil {
		return "another type"
	}
	return err.Error()
}

// sameMeaning reports whether two known values of a setting ask for the same:
// AWS writes names and windows in lower case, a key as an ARN, no log as no
// list, and adds the time to a pause where none was given.
func sameMeaning(a, b attr.Value) bool {
	switch a := a.(type) {
	case types.String:
		b, ok := b.(types.String)
		return ok && a.IsNull() == b.IsNull() && sameName(a.ValueString(), b.ValueString())
	case types.Set:
		b, ok := b.(types.Set)
		return ok && (a.Equal(b) || len(a.Elements())+len(b.Elements()) == 0)
	case types.Object:
		b, ok := b.(types.Object)
		return ok && sameScaling(a, b)
	default:
		return a.Equal(b)
	}
}

// sameName also holds for the id of a key and its ARN.
func sameName(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	return strings.EqualFold(a, b) || (strings.HasPrefix(a, "arn:") && b != "" && strings.HasSuffix(strings.ToLower(a), "/"+strings.ToLower(b)))
}

func sameScaling(a, b types.Object) bool {
	if a.IsNull() || b.IsNull() {
		return a.IsNull() && b.IsNull()
	}
	const pause = "seconds_until_auto_pause"
	for name, value := range a.Attributes() {
		other := b.Attributes()[name]
		if !value.Equal(other) && (name != pause || (!value.IsNull() && !other.IsNull())) {
			return false
		}
	}
	return true
}
