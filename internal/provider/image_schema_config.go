package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

func sourceDBAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Required: true,
		MarkdownDescription: "What the artifact re-creates; the INI's section `[source_db]`. Terraform drops misspelt keys of an " +
			"object without a word: the planned `spec` shows what was taken.",
		Attributes: map[string]schema.Attribute{
			"source_db_cluster_id": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "Identifier or ARN of the source Aurora cluster. It must be available and have an instance.",
			},
			"liquibase_changelog_path": schema.StringAttribute{
				Optional:   true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "Path of the schema's Liquibase changelog (XML, YAML, JSON or formatted SQL). " +
					"The file and everything it includes travel in the image.",
			},
			"liquibase_search_paths": optionalStrings("Folders in which the changelog, and what it names by paths that are not relative to itself, are looked for, " +
				"as in Liquibase. Default: the working directory, or the changelog's own folder if it is outside of it."),
			"liquibase_contexts": optionalStrings("Contexts to run. Default: none, so that changesets with a context do not run. Liquibase by itself would run them all."),
			"liquibase_labels":   optionalString("Label filter, in Liquibase's syntax. Default: none, so that changesets run whatever their labels are."),
			"liquibase_parameters": schema.MapAttribute{
				Optional:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "Parameters of the changelog, by name. Their values end up in the compiled SQL, and so in the image: they are no place for secrets.",
			},
			"liquibase_classpath": optionalStrings("Jar files with Java classes that the changelog names."),
			"changelog_runner": optionalChoice("Who applies the changelog to a cluster", artifact.ChangelogRunners,
				"`compiled`: the changelog is compiled to SQL by Liquibase where the image is built, and no Liquibase or Java is needed where a cluster is made. "+
					"With `liquibase`, Liquibase itself is run against the cluster, for changelogs that cannot be compiled"),
			"sql_files": optionalStrings("Plain SQL files that make the schema, in this order, instead of a changelog; no Liquibase is needed. " +
				"Files by `pg_dump --schema-only` and `mysqldump --no-data` work as they are."),
			"clone_scripts": optionalStrings("SQL files that mask a clone, in the order in which they run: as the master user, each in one transaction, " +
				"before anybody is let in. They travel in the image, and a clone that they have not masked is never opened."),
		},
	}
}

func targetDBAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Required: true,
		MarkdownDescription: "Where the new cluster goes, on what hardware, and how it is maintained; the INI's section " +
			"`[target_db]`. Pass `{}` to take everything from the source.",
		Attributes: map[string]schema.Attribute{
			"subnet_ids": schema.ListAttribute{
				Optional:    true,
				ElementType: types.StringType,
				Validators: []validator.List{
					listvalidator.SizeAtLeast(2),
					listvalidator.UniqueValues(),
					listvalidator.ConflictsWith(path.MatchRelative().AtParent().AtName("db_subnet_group_name")),
				},
				MarkdownDescription: "Subnets of the new cluster: at least two, of one VPC, in at least two of the zones that hold the " +
					"source's storage. Default: the source's own subnet group.",
			},
			"db_subnet_group_name": optionalString("Existing DB subnet group to use instead of `subnet_ids`."),
			"vpc_id":               optionalString("VPC that the subnets must belong to; a check, not a choice."),
			"instance_type":        optionalString("Instance class, such as `db.r6g.large` or `db.serverless`. Default: the class of the source's instance with the lowest promotion tier."),
			"instance_count": schema.Int64Attribute{
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(1, 16)},
				MarkdownDescription: "Number of instances: one writer, the others readers. Default: 1.",
			},
			"database_name": optionalString("Database that users connect to. Default: the source's."),
			"port": schema.Int64Attribute{
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(1150, 65535)},
				MarkdownDescription: "Port of the new cluster. Default: the source's.",
			},
			"promotion_tier": schema.Int64Attribute{
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(0, 15)},
				MarkdownDescription: "Failover priority of the instances, 0 (first) to 15. Default: 1.",
			},
			"backup_retention_period": schema.Int64Attribute{
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(1, 35)},
				MarkdownDescription: "Days that automated backups are kept. Default: 1, as for a throw-away database.",
			},
			"preferred_backup_window":         optionalString("Daily backup window in UTC, such as `03:00-03:30`. Default: AWS's choice."),
			"preferred_maintenance_window":    optionalString("Weekly maintenance window in UTC, such as `sun:04:00-sun:04:30`. Default: AWS's choice."),
			"db_cluster_parameter_group_name": optionalString("Cluster parameter group. Default: the source's."),
			"db_parameter_group_name":         optionalString("Parameter group of the instances. Default: that of the source's instances."),
			"storage_type":                    optionalChoice("Storage type", artifact.StorageTypes, "`aurora`, whatever the source has: `aurora-iopt1` costs more"),
			"network_type":                    optionalChoice("Network type", artifact.NetworkTypes, "the source's"),
			"engine_lifecycle_support":        optionalChoice("Lifecycle support", artifact.EngineLifecycleSupports, "the source's, where AWS would enrol the cluster in paid Extended Support"),
			"copy_tags_to_snapshot": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Copy the cluster's tags to its snapshots. Default: false.",
			},
			"auto_minor_version_upgrade": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Let AWS upgrade the instances' minor engine version in the maintenance window. Default: false, whatever the source has: a copy behaves as its source did.",
			},
			"serverlessv2_scaling": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Capacity range of `db.serverless` instances. Default: the source's, where it has one.",
				Attributes:          scalingAttributes(),
			},
			"availability_zone": optionalString("Zone in which the first instance, the writer to be, is made. Default: AWS's choice."),
			"enabled_cloudwatch_logs_exports": schema.SetAttribute{
				Optional:    true,
				ElementType: types.StringType,
				Validators:  []validator.Set{setvalidator.ValueStringsAre(stringvalidator.OneOf(allLogTypes()...))},
				MarkdownDescription: "Logs to export to CloudWatch once the cluster is opened: " + logTypesProse() + ". " +
					"Default: none, whatever the source has.",
			},
			"database_insights_mode": optionalChoice("Mode of CloudWatch Database Insights", artifact.DatabaseInsightsModes, "`standard`, whatever the source has"),
			"iam_database_authentication_enabled": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Let IAM users log in with tokens once the cluster is opened. Default: false, whatever the source has.",
			},
		},
	}
}

func optionalString(description string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		MarkdownDescription: description,
	}
}

func optionalStrings(description string) schema.Attribute {
	return schema.ListAttribute{
		Optional:            true,
		ElementType:         types.StringType,
		MarkdownDescription: description,
	}
}

func optionalChoice(what string, values []string, fallback string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Validators:          []validator.String{stringvalidator.OneOf(values...)},
		MarkdownDescription: what + ": " + alternatives(values) + ". Default: " + fallback + ".",
	}
}
