package account

import (
	"strings"
	"time"
)

// Resting statuses of a cluster: what it shows when it goes through nothing.
const (
	Available     = "available"
	Stopped       = "stopped"
	CloningFailed = "cloning-failed"
	Failed        = "failed"
	// KeyLost is the status of a cluster whose KMS key is gone, and how the status
	// begins of one that a new start could save.
	KeyLost = "inaccessible-encryption-credentials"
)

// Cluster is an Aurora cluster. Its data lives in a folder named by ResourceID.
type Cluster struct {
	ResourceID    string    `json:"resource_id"`
	ID            string    `json:"id"` // lower case
	Created       time.Time `json:"created"`
	Engine        string    `json:"engine"`
	EngineVersion string    `json:"engine_version"`
	MasterUser    string    `json:"master_user"`
	MasterTokens  bool      `json:"master_tokens,omitempty"` // the master user logs in with IAM tokens
	Database      string    `json:"database,omitempty"`

	Address string `json:"address"` // loopback address of its server
	Port    int    `json:"port"`

	SubnetGroup     string       `json:"subnet_group"`
	Zones           []string     `json:"zones"` // the three of the storage volume
	SecurityGroups  []Membership `json:"security_groups"`
	ParameterGroup  string       `json:"parameter_group"`
	BacktrackWindow int          `json:"backtrack_window,omitempty"` // seconds
	NetworkType     string       `json:"network_type"`

	BackupRetention   int       `json:"backup_retention"` // days
	BackupWindow      string    `json:"backup_window"`
	MaintenanceWindow string    `json:"maintenance_window"`
	NextBackup        time.Time `json:"next_backup,omitzero"` // when its next automated snapshot is taken

	StorageEncrypted    bool     `json:"storage_encrypted,omitempty"`
	KMSKey              string   `json:"kms_key,omitempty"`
	StorageType         string   `json:"storage_type,omitempty"` // "" is aurora (standard)
	IAMAuthentication   bool     `json:"iam_authentication,omitempty"`
	DeletionProtection  bool     `json:"deletion_protection,omitempty"`
	CopyTagsToSnapshot  bool     `json:"copy_tags_to_snapshot,omitempty"`
	HTTPEndpoint        bool     `json:"http_endpoint,omitempty"`
	LogExports          []string `json:"log_exports,omitempty"`
	InsightsMode        string   `json:"insights_mode"`
	InsightsRetention   int      `json:"insights_retention,omitempty"` // days of Performance Insights; 0 is off
	LifecycleSupport    string   `json:"lifecycle_support"`
	AutoMinorUpgrade    bool     `json:"auto_minor_upgrade"`
	ServerlessV2Scaling *Scaling `json:"serverless_v2_scaling,omitempty"`

	CloneGroup     string `json:"clone_group,omitempty"`     // shared by a source and its clones
	Owner          string `json:"owner,omitempty"`           // number of the account that shares it; "" is this one
	ClonedFrom     string `json:"cloned_from,omitempty"`     // resource id of the shared cluster that it is a clone of
	CopyOnWrite    bool   `json:"copy_on_write,omitempty"`   // made as a copy-on-write clone
	Secret         string `json:"secret,omitempty"`          // name of the managed secret
	PendingID      string `json:"pending_id,omitempty"`      // a rename that waits for its time
	PendingVersion string `json:"pending_version,omitempty"` // an upgrade that waits for its time
	NextWriter     string `json:"next_writer,omitempty"`     // resource id of the member that a failover is to make the writer

	SeenAt        time.Time `json:"seen_at,omitzero"`         // before that, Describe does not show it
	StoppedAt     time.Time `json:"stopped_at,omitzero"`      // AWS starts a stopped cluster after seven days
	IOOptimizedAt time.Time `json:"io_optimized_at,omitzero"` // of the last change to I/O-Optimized

	Paused   bool      `json:"paused,omitempty"`   // Serverless v2 that nobody has used for a while
	ActiveAt time.Time `json:"active_at,omitzero"` // it was last known to be in use

	Standing Standing `json:"standing,omitzero"`

	// Planting: a seed whose SQL has not been run to its end.
	Planting bool `json:"planting,omitempty"`

	Tags   Tags   `json:"tags,omitempty"`
	Rest   string `json:"rest"` // status when Phases is empty
	Phases Phases `json:"phases,omitempty"`
}

// Standing is what a cluster is besides an Aurora cluster by itself. None of it can
// be asked for: a seed has it from the start.
type Standing struct {
	Serverless bool     `json:"serverless,omitempty"`  // Aurora Serverless v1
	MultiAZ    bool     `json:"multi_az,omitempty"`    // a Multi-AZ DB cluster, which makes its own instances
	Global     string   `json:"global,omitempty"`      // identifier of the global database that it is a member of
	ReplicaOf  string   `json:"replica_of,omitempty"`  // ARN of the cluster in another Region that it replicates
	Replicas   []string `json:"replicas,omitempty"`    // ARNs of clusters that replicate it
	SharedWith []string `json:"shared_with,omitempty"` // numbers of accounts that may clone it
}

// Scaling is the capacity range of Serverless v2, in ACU.
type Scaling struct {
	Min                   float64 `json:"min"`
	Max                   float64 `json:"max"`
	SecondsUntilAutoPause *int    `json:"seconds_until_auto_pause,omitempty"`
}

// Membership is a security group that a cluster holds, or is about to.
type Membership struct {
	Group    string    `json:"group"`
	ActiveAt time.Time `json:"active_at"`
}

// Status is the status that AWS shows.
func (c *Cluster) Status() string { return c.Phases.Status(c.Rest) }

// ARN returns the cluster's ARN in a Region.
func (c *Cluster) ARN(region string) string {
	arn := ARN("rds", region, "cluster:"+c.ID)
	if c.Owner != "" {
		arn = strings.Replace(arn, ":"+ID+":", ":"+c.Owner+":", 1)
	}
	return arn
}

// FindCluster returns the cluster of an identifier in any case, or of an ARN in
// the Region; nil when there is none.
func (a *Account) FindCluster(region, idOrARN string) *Cluster {
	id := strings.ToLower(strings.TrimPrefix(idOrARN, ARN("rds", region, "cluster:")))
	for c := range a.Clusters.All() {
		if c.ID == id {
			return a.Clusters.Get(c.ResourceID)
		}
	}
	return nil
}

// FindShared returns the cluster of an ARN that another account shares; nil when
// there is none.
func (a *Account) FindShared(region, arn string) *Cluster {
	for _, c := range a.Shared {
		if strings.EqualFold(c.ARN(region), arn) {
			return c
		}
	}
	return nil
}

// ClustersByName returns the clusters sorted by identifier, to be looked at.
func (a *Account) ClustersByName() []*Cluster {
	return Sorted(a.Clusters.All(), func(c *Cluster) string { return c.ID })
}
