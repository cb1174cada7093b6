package artifact

import (
	"crypto/sha256"
	"encoding/hex"
)

// SpecVersion is the version of [Spec] that this program writes, and the
// newest that it reads.
const SpecVersion = 1

// MinProviderVersion is the first release that reads [SpecVersion]. Raise both
// together: what an older release says about an artifact that it cannot read is
// taken from the artifact.
const MinProviderVersion = "0.1.0"

// Spec is the artifact itself: facts discovered from the source at build time,
// and the settings of the cluster to be made, fully resolved. Nothing in it
// moves by itself, so the same configuration on the same source gives the same
// bytes.
type Spec struct {
	Version int `json:"version"`
	// MinProviderVersion is the first release of this provider that reads this
	// version.
	MinProviderVersion string     `json:"min_provider_version"`
	Source             Source     `json:"source"`
	Target             Target     `json:"target"`
	Changelog          *Changelog `json:"changelog,omitempty"`
	// Compiled is the [Compiled] schema's file; nil when there is none.
	Compiled *File `json:"compiled,omitempty"`
	// CloneScripts mask a clone, in the order in which they run.
	CloneScripts []File `json:"clone_scripts,omitempty"`
}

// Source is what discovery found out about the source cluster. Facts that move
// by themselves (status, writer role, clone group, autoscaled readers) are left
// out on purpose.
type Source struct {
	ClusterID                 string   `json:"cluster_id"`
	ClusterARN                string   `json:"cluster_arn"`
	ClusterResourceID         string   `json:"cluster_resource_id"`
	Region                    string   `json:"region"`
	AccountID                 string   `json:"account_id"`
	Engine                    string   `json:"engine"` // aurora-postgresql or aurora-mysql
	EngineVersion             string   `json:"engine_version"`
	MasterUsername            string   `json:"master_username"`
	DatabaseName              string   `json:"database_name,omitempty"`
	Port                      int      `json:"port"`
	VPCID                     string   `json:"vpc_id"`
	DBSubnetGroupName         string   `json:"db_subnet_group_name"`
	SubnetIDs                 []string `json:"subnet_ids"`         // sorted
	AvailabilityZones         []string `json:"availability_zones"` // of the storage volume, sorted
	StorageEncrypted          bool     `json:"storage_encrypted"`
	KMSKeyID                  string   `json:"kms_key_id,omitempty"`
	NetworkType               string   `json:"network_type,omitempty"`
	EngineLifecycleSupport    string   `json:"engine_lifecycle_support,omitempty"`
	DBClusterParameterGroup   string   `json:"db_cluster_parameter_group_name"`
	DBParameterGroup          string   `json:"db_parameter_group_name,omitempty"`
	InstanceClass             string   `json:"instance_class"`
	ServerlessV2Scaling       *Scaling `json:"serverlessv2_scaling,omitempty"`
	ManagedMasterUserPassword bool     `json:"managed_master_user_password,omitempty"`
}

// Target is every setting of the cluster to be made, with defaults and the
// source's facts filled in: what converge sends, the caller's overrides apart.
type Target struct {
	VPCID string `json:"vpc_id"`
	// DBSubnetGroupName is an existing subnet group to use. Empty when
	// SubnetIDs ask for a group of our own.
	DBSubnetGroupName           string   `json:"db_subnet_group_name,omitempty"`
	SubnetIDs                   []string `json:"subnet_ids"` // sorted
	InstanceClass               string   `json:"instance_class"`
	InstanceCount               int      `json:"instance_count"`
	PromotionTier               int      `json:"promotion_tier"`
	DatabaseName                string   `json:"database_name,omitempty"`
	Port                        int      `json:"port"`
	BackupRetentionPeriod       int      `json:"backup_retention_period"` // days
	PreferredBackupWindow       string   `json:"preferred_backup_window,omitempty"`
	PreferredMaintenanceWindow  string   `json:"preferred_maintenance_window,omitempty"`
	DBClusterParameterGroupName string   `json:"db_cluster_parameter_group_name"`
	DBParameterGroupName        string   `json:"db_parameter_group_name,omitempty"`
	StorageType                 string   `json:"storage_type,omitempty"`
	NetworkType                 string   `json:"network_type,omitempty"`
	EngineLifecycleSupport      string   `json:"engine_lifecycle_support,omitempty"`
	CopyTagsToSnapshot          bool     `json:"copy_tags_to_snapshot"`
	AutoMinorVersionUpgrade     bool     `json:"auto_minor_version_upgrade"`
	KMSKeyID                    string   `json:"kms_key_id,omitempty"`
	ServerlessV2Scaling         *Scaling `json:"serverlessv2_scaling,omitempty"`
	// AvailabilityZone is where the first instance is made; empty for AWS's
	// choice.
	AvailabilityZone string `json:"availability_zone,omitempty"`
	// What follows is set when the cluster is opened to its users, and off
	// before: logs and insights show statements, and with them data.
	EnabledCloudwatchLogsExports     []string `json:"enabled_cloudwatch_logs_exports,omitempty"` // sorted
	DatabaseInsightsMode             string   `json:"database_insights_mode,omitempty"`          // empty for standard
	IAMDatabaseAuthenticationEnabled bool     `json:"iam_database_authentication_enabled,omitempty"`
}

// Changelog is the schema's source that travels in the artifact: the root file's
// path as configured, its format, and every file it is made of.
type Changelog struct {
	Path   string `json:"path"`   // empty for plain SQL files
	Format string `json:"format"` // one of [ChangelogFormats]
	Files  []File `json:"files"`  // sorted by path
	// Liquibase is set when Liquibase itself applies the changelog to the
	// cluster, and nil when the compiled schema is applied.
	Liquibase *LiquibaseRun `json:"liquibase,omitempty"`
}

// LiquibaseRun is what Liquibase is told when it applies a changelog itself.
type LiquibaseRun struct {
	Contexts   []string          `json:"contexts,omitempty"`
	Labels     string            `json:"labels,omitempty"`
	Parameters map[string]string `json:"parameters,omitempty"`
	// Classpath are the paths of those files that hold Java classes.
	Classpath []string `json:"classpath,omitempty"`
}

// File is one file inside the artifact. The content is identified, not
// contained: the bytes lie beside the spec in the image.
type File struct {
	// Path is relative, slash-separated, without "..".
	Path string `json:"path"`
	// SHA256 of the content, in lower-case hex.
	SHA256 string `json:"sha256"`
	// Size in bytes.
	Size int64 `json:"size"`
}

// FileOf describes a file with this content.
func FileOf(path string, content []byte) File {
	sum := sha256.Sum256(content)
	return File{Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))}
}
