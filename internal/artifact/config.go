// Package artifact says what a database artifact is: the configuration a user
// writes, the specification it resolves to, the INI form of the predecessor,
// the labels an image carries. Values only: no network, no clock, no disk.
package artifact

// Config is what a user asks for, in HCL or in an INI file. Field names follow
// the INI keys of database-artifact-factory 0.1.0. The zero value of an
// optional field means "not given": see [Resolve] for what is taken instead.
type Config struct {
	SourceDB SourceDB `json:"source_db"`
	TargetDB TargetDB `json:"target_db"`
}

// SourceDB locates what the artifact re-creates.
type SourceDB struct {
	// ClusterID is the source's cluster identifier, or its ARN.
	ClusterID string `json:"source_db_cluster_id"`
	// LiquibaseChangelogPath is the changelog's path as configured; empty for
	// none (the INI's "dontcare").
	LiquibaseChangelogPath string `json:"liquibase_changelog_path,omitempty"`
	// LiquibaseSearchPaths are the folders that the changelog's paths are looked
	// for in; none for the working directory, or the changelog's own folder.
	LiquibaseSearchPaths []string `json:"liquibase_search_paths,omitempty"`
	// LiquibaseContexts are the contexts to run; with none, changesets that have
	// a context do not run.
	LiquibaseContexts []string `json:"liquibase_contexts,omitempty"`
	// LiquibaseLabels is a label filter, in Liquibase's syntax.
	LiquibaseLabels string `json:"liquibase_labels,omitempty"`
	// LiquibaseParameters are the changelog's parameters.
	LiquibaseParameters map[string]string `json:"liquibase_parameters,omitempty"`
	// LiquibaseClasspath are files with Java classes that the changelog names.
	LiquibaseClasspath []string `json:"liquibase_classpath,omitempty"`
	// ChangelogRunner is one of [ChangelogRunners]; empty for the first.
	ChangelogRunner string `json:"changelog_runner,omitempty"`
	// SQLFiles are plain SQL files that make the schema, in order, instead of a
	// changelog.
	SQLFiles []string `json:"sql_files,omitempty"`
	// CloneScripts are SQL files that mask a clone, in the order in which they
	// run, before anybody is let in.
	CloneScripts []string `json:"clone_scripts,omitempty"`
}

// TargetDB says where the new cluster goes, on what hardware, and how it is
// maintained.
type TargetDB struct {
	// SubnetIDs are at least two subnets of one VPC; nil for the source's own
	// subnet group (the INI's "source").
	SubnetIDs []string `json:"subnet_ids,omitempty"`
	// DBSubnetGroupName is an existing subnet group; conflicts with SubnetIDs.
	DBSubnetGroupName string `json:"db_subnet_group_name,omitempty"`
	// VPCID, when given, must be the VPC of the subnets.
	VPCID string `json:"vpc_id,omitempty"`
	// InstanceType is an instance class such as db.r6g.large; empty for the
	// class of the source's lowest promotion tier.
	InstanceType string `json:"instance_type,omitempty"`
	// InstanceCount is the number of instances; 0 for 1.
	InstanceCount int `json:"instance_count,omitempty"`
	// DatabaseName is the database that users connect to; empty for the
	// source's (the INI's "dontcare").
	DatabaseName                string   `json:"database_name,omitempty"`
	Port                        int      `json:"port,omitempty"`
	PromotionTier               *int     `json:"promotion_tier,omitempty"`
	BackupRetentionPeriod       int      `json:"backup_retention_period,omitempty"` // days
	PreferredBackupWindow       string   `json:"preferred_backup_window,omitempty"`
	PreferredMaintenanceWindow  string   `json:"preferred_maintenance_window,omitempty"`
	DBClusterParameterGroupName string   `json:"db_cluster_parameter_group_name,omitempty"`
	DBParameterGroupName        string   `json:"db_parameter_group_name,omitempty"`
	StorageType                 string   `json:"storage_type,omitempty"`
	NetworkType                 string   `json:"network_type,omitempty"`
	EngineLifecycleSupport      string   `json:"engine_lifecycle_support,omitempty"`
	CopyTagsToSnapshot          bool     `json:"copy_tags_to_snapshot,omitempty"`
	AutoMinorVersionUpgrade     *bool    `json:"auto_minor_version_upgrade,omitempty"`
	ServerlessV2Scaling         *Scaling `json:"serverlessv2_scaling,omitempty"`
	// AvailabilityZone is where the first instance, the writer to be, is made;
	// empty for AWS's choice.
	AvailabilityZone                 string   `json:"availability_zone,omitempty"`
	EnabledCloudwatchLogsExports     []string `json:"enabled_cloudwatch_logs_exports,omitempty"`
	DatabaseInsightsMode             string   `json:"database_insights_mode,omitempty"`
	IAMDatabaseAuthenticationEnabled bool     `json:"iam_database_authentication_enabled,omitempty"`
}

// Scaling is the capacity range of Serverless v2 instances, in Aurora capacity
// units (multiples of 0.5).
type Scaling struct {
	MinCapacity float64 `json:"min_capacity"`
	MaxCapacity float64 `json:"max_capacity"`
	// SecondsUntilAutoPause is how long an idle instance waits before it
	// pauses, in seconds; 0 when not given. Only with a minimum of 0.
	SecondsUntilAutoPause int `json:"seconds_until_auto_pause,omitempty"`
}
