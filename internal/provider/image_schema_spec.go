package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// specAttributes are the specification's fields under their JSON names; a test
// compares them with artifact.Spec.
func specAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"version":              computedInt64("Version of the specification's format."),
		"min_provider_version": computedString("First release of this provider that reads this version."),
		"source": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "What discovery found out about the source cluster.",
			Attributes: map[string]schema.Attribute{
				"cluster_id":                      computedString("Identifier of the source cluster."),
				"cluster_arn":                     computedString("ARN of the source cluster."),
				"cluster_resource_id":             computedString("Resource id of the source cluster, which no other cluster will ever have."),
				"region":                          computedString("Region of the source."),
				"account_id":                      computedString("Account of the source."),
				"engine":                          computedString("Database engine."),
				"engine_version":                  computedString("Version of the engine."),
				"master_username":                 computedString("Master user, which a clone inherits."),
				"database_name":                   computedString("Database made with the source cluster."),
				"port":                            computedInt64("Port of the source."),
				"vpc_id":                          computedString("VPC of the source."),
				"db_subnet_group_name":            computedString("Subnet group of the source."),
				"subnet_ids":                      computedStrings("Subnets in that group."),
				"availability_zones":              computedStrings("Zones that hold the source's storage volume."),
				"storage_encrypted":               computedBool("Whether the storage is encrypted."),
				"kms_key_id":                      computedString("Key that encrypts the storage."),
				"network_type":                    computedString("Network type of the source."),
				"engine_lifecycle_support":        computedString("Lifecycle support of the source."),
				"db_cluster_parameter_group_name": computedString("Cluster parameter group of the source."),
				"db_parameter_group_name":         computedString("Parameter group of the source's instances."),
				"instance_class":                  computedString("Class of the source's instance with the lowest promotion tier."),
				"serverlessv2_scaling":            computedScaling("Capacity range of the source."),
				"managed_master_user_password":    computedBool("Whether RDS manages the source's master password."),
			},
		},
		"target": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Every setting of the cluster to be made.",
			Attributes: map[string]schema.Attribute{
				"vpc_id":                          computedString("VPC of the new cluster."),
				"db_subnet_group_name":            computedString("Existing subnet group that is used; null when one is made of `subnet_ids`."),
				"subnet_ids":                      computedStrings("Subnets of the new cluster."),
				"instance_class":                  computedString("Class of the instances."),
				"instance_count":                  computedInt64("Number of instances."),
				"promotion_tier":                  computedInt64("Failover priority of the instances."),
				"database_name":                   computedString("Database that users connect to."),
				"port":                            computedInt64("Port of the new cluster."),
				"backup_retention_period":         computedInt64("Days that automated backups are kept."),
				"preferred_backup_window":         computedString("Daily backup window; null for AWS's choice."),
				"preferred_maintenance_window":    computedString("Weekly maintenance window; null for AWS's choice."),
				"db_cluster_parameter_group_name": computedString("Cluster parameter group."),
				"db_parameter_group_name":         computedString("Parameter group of the instances."),
				"storage_type":                    computedString("Storage type; null for `aurora`."),
				"network_type":                    computedString("Network type."),
				"engine_lifecycle_support":        computedString("Lifecycle support."),
				"copy_tags_to_snapshot":           computedBool("Whether snapshots get the cluster's tags."),
				"auto_minor_version_upgrade":      computedBool("Whether AWS upgrades the minor engine version."),
				"kms_key_id":                      computedString("Key that encrypts the storage."),
				"serverlessv2_scaling":            computedScaling("Capacity range of `db.serverless` instances."),
				"availability_zone":               computedString("Zone of the first instance; null for AWS's choice."),
				"enabled_cloudwatch_logs_exports": computedStrings("Logs to export once the cluster is opened; null for none."),
				"database_insights_mode":          computedString("Mode of Database Insights; null for `standard`."),

				"iam_database_authentication_enabled": computedBool("Whether IAM users may log in; null for no."),
			},
		},
		"changelog": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The schema's changelog, when there is one.",
			Attributes: map[string]schema.Attribute{
				"path":   computedString("Path of the root file, as configured; empty for plain SQL files."),
				"format": computedString("Format of the root file: `xml`, `yaml`, `json`, `sql`, or `plain_sql` for plain SQL files."),
				"files":  computedFiles("Every file of the changelog."),
				"liquibase": schema.SingleNestedAttribute{
					Computed:            true,
					MarkdownDescription: "What Liquibase is told when it applies the changelog itself; null when the compiled schema is applied.",
					Attributes: map[string]schema.Attribute{
						"contexts":   computedStrings("Contexts to run."),
						"labels":     computedString("Label filter."),
						"parameters": schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Parameters of the changelog."},
						"classpath":  computedStrings("Files with Java classes."),
					},
				},
			},
		},
		"compiled": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The compiled schema, when there is one.",
			Attributes:          fileAttributes(),
		},
		"clone_scripts": computedFiles("The scripts that mask a clone, in the order in which they run."),
	}
}

func computedFiles(description string) schema.Attribute {
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: description,
		NestedObject: schema.NestedAttributeObject{Attributes: fileAttributes()},
	}
}

func fileAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"path":   computedString("Path of the file in the artifact."),
		"sha256": computedString("SHA-256 of the content."),
		"size":   computedInt64("Size in bytes."),
	}
}

func computedString(description string) schema.Attribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func computedInt64(description string) schema.Attribute {
	return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
}

func computedBool(description string) schema.Attribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

func computedStrings(description string) schema.Attribute {
	return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
}

func computedScaling(description string) schema.Attribute {
	return schema.SingleNestedAttribute{
		Computed:            true,
		MarkdownDescription: description,
		Attributes: map[string]schema.Attribute{
			"min_capacity":             schema.Float64Attribute{Computed: true, MarkdownDescription: "Smallest capacity."},
			"max_capacity":             schema.Float64Attribute{Computed: true, MarkdownDescription: "Largest capacity."},
			"seconds_until_auto_pause": computedInt64("Idle seconds before an instance pauses."),
		},
	}
}

// specType is the type of the attribute `spec`.
var specType = types.ObjectType{AttrTypes: attributeTypes(specAttributes())}

func attributeTypes(attributes map[string]schema.Attribute) map[string]attr.Type {
	out := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		out[name] = attribute.GetType()
	}
	return out
}
