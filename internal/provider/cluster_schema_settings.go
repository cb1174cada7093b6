package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// clusterSettingAttributes override the artifact; what is left out comes from
// it, and follows it. Names and types are those of [settingsModel].
func clusterSettingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"instance_class": overrideString("Class of the instances. Default: the artifact's."),
		"instance_count": overrideNumber(1, 16, "Number of instances: one writer, the others readers. Default: the artifact's."),
		"availability_zone": overrideString("Zone in which the first instance is made. It matters then only: a change moves nothing. " +
			"Default: the artifact's, or AWS's choice."),
		"promotion_tier":                  overrideNumber(0, 15, "Failover priority of the instances, 0 (first) to 15. Default: the artifact's."),
		"port":                            overrideNumber(1150, 65535, "Port. Default: the artifact's. A change restarts all instances."),
		"backup_retention_period":         overrideNumber(1, 35, "Days that automated backups are kept. Default: the artifact's."),
		"preferred_backup_window":         overrideString("Daily backup window in UTC, such as `03:00-03:30`. Default: the artifact's, or AWS's choice."),
		"preferred_maintenance_window":    overrideString("Weekly maintenance window of cluster and instances in UTC, such as `sun:04:00-sun:04:30`. Default: the artifact's, or AWS's choice."),
		"db_cluster_parameter_group_name": overrideString("Cluster parameter group. Default: the artifact's. Static parameters of another group wait for a reboot."),
		"db_parameter_group_name":         overrideString("Parameter group of the instances. Default: the artifact's."),
		"storage_type":                    overrideChoice("Storage type", artifact.StorageTypes),
		"network_type":                    overrideChoice("Network type", artifact.NetworkTypes),
		"engine_lifecycle_support":        overrideChoice("Lifecycle support", artifact.EngineLifecycleSupports),
		"database_insights_mode": schema.StringAttribute{
			Optional: true, Computed: true,
			Validators: []validator.String{stringvalidator.OneOf(artifact.DatabaseInsightsModes...)},
			MarkdownDescription: "Mode of CloudWatch Database Insights: " + alternatives(artifact.DatabaseInsightsModes) + ". `advanced` is billed and " +
				"turns on 15 months of Performance Insights; going back to `standard` turns them off. Set when the cluster is opened. Default: the artifact's.",
		},
		"kms_key_id": schema.StringAttribute{
			Optional: true, Computed: true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplaceIf(anotherKey, anotherKeyText, anotherKeyText)},
			MarkdownDescription: "Key that encrypts the storage: ARN, id or alias. Another key replaces the cluster; removing the argument does not. Default: the source's.",
		},
		"copy_tags_to_snapshot":      overrideSwitch("Copy the cluster's tags to its snapshots. Default: the artifact's."),
		"auto_minor_version_upgrade": overrideSwitch("Let AWS upgrade the instances' minor engine version in the maintenance window. Default: the artifact's."),
		"iam_database_authentication_enabled": overrideSwitch("Let IAM users log in with tokens. Turned on when the cluster is opened: an IAM policy on all clusters' " +
			"users would reach it before. Default: the artifact's."),
		"enabled_cloudwatch_logs_exports": schema.SetAttribute{
			Optional: true, Computed: true,
			ElementType: types.StringType,
			Validators:  []validator.Set{setvalidator.ValueStringsAre(stringvalidator.OneOf(allLogTypes()...))},
			MarkdownDescription: "Logs to export to CloudWatch: " + logTypesProse() + ". Turned on when the cluster is opened, since logs show " +
				"statements. Destroy deletes their log groups, which takes `logs:DescribeLogGroups` and `logs:DeleteLogGroup`. Default: the artifact's.",
		},
		"serverlessv2_scaling": schema.SingleNestedAttribute{
			Optional: true, Computed: true,
			Attributes: scalingAttributes(),
			MarkdownDescription: "Capacity range of `db.serverless` instances. AWS cannot take it away from a cluster: removing the argument leaves it. " +
				"Default: the artifact's.",
		},
	}
}

func overrideString(description string) schema.Attribute {
	return schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: description,
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

func overrideNumber(lowest, highest int64, description string) schema.Attribute {
	return schema.Int64Attribute{
		Optional: true, Computed: true, MarkdownDescription: description,
		Validators: []validator.Int64{int64validator.Between(lowest, highest)},
	}
}

func overrideSwitch(description string) schema.Attribute {
	return schema.BoolAttribute{Optional: true, Computed: true, MarkdownDescription: description}
}

func overrideChoice(what string, values []string) schema.Attribute {
	return schema.StringAttribute{
		Optional: true, Computed: true,
		Validators:          []validator.String{stringvalidator.OneOf(values...)},
		MarkdownDescription: what + ": " + alternatives(values) + ". Default: the artifact's.",
	}
}

// scalingAttributes are the capacity range as it is configured, in an image and
// in a cluster.
func scalingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"min_capacity": schema.Float64Attribute{
			Required:            true,
			Validators:          []validator.Float64{float64validator.Between(0, 256)},
			MarkdownDescription: "Smallest capacity in Aurora capacity units, a multiple of 0.5. With 0, idle instances pause, where the engine version can.",
		},
		"max_capacity": schema.Float64Attribute{
			Required:            true,
			Validators:          []validator.Float64{float64validator.Between(1, 256)},
			MarkdownDescription: "Largest capacity in Aurora capacity units, a multiple of 0.5.",
		},
		"seconds_until_auto_pause": schema.Int64Attribute{
			Optional:            true,
			Validators:          []validator.Int64{int64validator.Between(300, 86400)},
			MarkdownDescription: "Idle seconds before an instance pauses; only with `min_capacity = 0`. Default: AWS's, 300.",
		},
	}
}

const anotherKeyText = "Another key replaces the cluster; another way to write the same one does not."

// anotherKey asks for a replacement when the configuration names another key
// than the cluster has. AWS tells an ARN where an id may be given; whether an
// alias is that key's cannot be told here, and then nothing is replaced.
func anotherKey(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	before, after := req.StateValue.ValueString(), req.PlanValue.ValueString()
	resp.RequiresReplace = !req.ConfigValue.IsNull() && !sameName(before, after) && isAlias(before) == isAlias(after)
}

func isAlias(key string) bool { return strings.Contains(key, "alias/") }
