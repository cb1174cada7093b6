package cli

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// settingFlags override the artifact's settings, by the names of the attributes
// of dbartifact_cluster; what is left out stays as the artifact has it. Their
// JSON names are those of [artifact.Target].
type settingFlags struct {
	InstanceClass                    string   `json:"instance_class,omitempty" help:"Class of the instances." placeholder:"CLASS"`
	InstanceCount                    int      `json:"instance_count,omitempty" help:"Number of instances, the writer included." placeholder:"N"`
	AvailabilityZone                 string   `json:"availability_zone,omitempty" help:"Zone in which the first instance is made." placeholder:"ZONE"`
	PromotionTier                    *int     `json:"promotion_tier,omitempty" help:"Failover priority of the instances, 0 (first) to 15." placeholder:"N"`
	Port                             int      `json:"port,omitempty" help:"Port." placeholder:"N"`
	BackupRetentionPeriod            int      `json:"backup_retention_period,omitempty" help:"Days that automated backups are kept." placeholder:"DAYS"`
	PreferredBackupWindow            string   `json:"preferred_backup_window,omitempty" help:"Daily backup window in UTC." placeholder:"HH:MM-HH:MM"`
	PreferredMaintenanceWindow       string   `json:"preferred_maintenance_window,omitempty" help:"Weekly maintenance window in UTC." placeholder:"DAY:HH:MM-DAY:HH:MM"`
	DBClusterParameterGroupName      string   `json:"db_cluster_parameter_group_name,omitempty" name:"db-cluster-parameter-group-name" help:"Cluster parameter group." placeholder:"NAME"`
	DBParameterGroupName             string   `json:"db_parameter_group_name,omitempty" name:"db-parameter-group-name" help:"Parameter group of the instances." placeholder:"NAME"`
	StorageType                      string   `json:"storage_type,omitempty" help:"Storage type, aurora or aurora-iopt1." placeholder:"TYPE"`
	NetworkType                      string   `json:"network_type,omitempty" help:"Network type, IPV4 or DUAL." placeholder:"TYPE"`
	EngineLifecycleSupport           string   `json:"engine_lifecycle_support,omitempty" help:"Lifecycle support of the engine's version." placeholder:"SUPPORT"`
	DatabaseInsightsMode             string   `json:"database_insights_mode,omitempty" help:"Mode of CloudWatch Database Insights, standard or advanced." placeholder:"MODE"`
	KMSKeyID                         string   `json:"kms_key_id,omitempty" name:"kms-key-id" help:"Key that encrypts the storage." placeholder:"ARN"`
	CopyTagsToSnapshot               *bool    `json:"copy_tags_to_snapshot,omitempty" help:"Copy the cluster's tags to its snapshots." negatable:""`
	AutoMinorVersionUpgrade          *bool    `json:"auto_minor_version_upgrade,omitempty" help:"Let AWS upgrade the minor engine version." negatable:""`
	IAMDatabaseAuthenticationEnabled *bool    `json:"iam_database_authentication_enabled,omitempty" name:"iam-database-authentication-enabled" help:"Let IAM users log in with tokens." negatable:""`
	EnabledCloudwatchLogsExports     []string `json:"enabled_cloudwatch_logs_exports,omitempty" help:"Logs to export to CloudWatch." placeholder:"LOG"`
	ServerlessMinCapacity            *float64 `json:"-" name:"serverlessv2-min-capacity" help:"Smallest capacity of db.serverless instances, in Aurora capacity units." placeholder:"ACU"`
	ServerlessMaxCapacity            float64  `json:"-" name:"serverlessv2-max-capacity" help:"Largest capacity of db.serverless instances." placeholder:"ACU"`
	ServerlessSecondsUntilAutoPause  int      `json:"-" name:"serverlessv2-seconds-until-auto-pause" help:"Idle seconds before an instance pauses." placeholder:"SECONDS"`
}

// over returns the artifact's target with the given settings in place. They are
// held to the rules of an artifact's target_db first, which are AWS's; what is
// wrong is told all at once.
func (f settingFlags) over(t artifact.Target) (artifact.Target, error) {
	given, err := f.given(t.ServerlessV2Scaling)
	if err != nil {
		return t, err
	}
	over, err := t.With(given)
	if err != nil {
		return t, err
	}
	// What is called otherwise in a target_db, or is not there at all.
	if class, ok := given["instance_class"]; ok {
		given["instance_type"] = class
	}
	delete(given, "instance_class")
	delete(given, "kms_key_id")
	asConfigured, err := artifact.TargetDB{}.With(given)
	if err != nil {
		return t, err
	}
	return over, asConfigured.Validate()
}

// given are the settings by their names. Of a capacity range, what is not given
// stays.
func (f settingFlags) given(scaling *artifact.Scaling) (map[string]any, error) {
	text, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	given := map[string]any{}
	if err := json.Unmarshal(text, &given); err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	if f.ServerlessMinCapacity == nil && f.ServerlessMaxCapacity == 0 && f.ServerlessSecondsUntilAutoPause == 0 {
		return given, nil
	}
	if scaling == nil {
		scaling = &artifact.Scaling{}
	}
	given["serverlessv2_scaling"] = artifact.Scaling{
		MinCapacity:           *cmp.Or(f.ServerlessMinCapacity, &scaling.MinCapacity),
		MaxCapacity:           cmp.Or(f.ServerlessMaxCapacity, scaling.MaxCapacity),
		SecondsUntilAutoPause: cmp.Or(f.ServerlessSecondsUntilAutoPause, scaling.SecondsUntilAutoPause),
	}
	return given, nil
}
