package cluster

import (
	"reflect"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// NewCluster is what every call for a new cluster takes. What AWS would choose
// badly when left out is never optional here: subnet group, security groups,
// parameter group.
type NewCluster struct {
	Identifier                  string
	DBSubnetGroupName           string
	SecurityGroupIDs            []string
	DBClusterParameterGroupName string
	Port                        int
	BackupRetentionPeriod       int    // days
	PreferredBackupWindow       string // empty for AWS's choice
	StorageType                 string // empty for aurora (standard)
	NetworkType                 string // empty for IPV4
	EngineLifecycleSupport      string
	KMSKeyID                    string // empty for a clone's source's key, or AWS's
	CopyTagsToSnapshot          bool
	ServerlessV2Scaling         *artifact.Scaling // nil for none
	Tags                        map[string]string
}

// CloneRequest is a copy-on-write clone in one call
// (RestoreDBClusterToPointInTime).
type CloneRequest struct {
	// SourceIdentifier is the source cluster's identifier or ARN.
	SourceIdentifier string
	NewCluster
}

// CreateRequest is an empty cluster in one call (CreateDBCluster).
type CreateRequest struct {
	NewCluster
	Engine        string
	EngineVersion string
	// DatabaseName is the database that is made with it; empty for none.
	DatabaseName     string
	MasterUsername   string
	Credentials      Credentials // not inherited
	StorageEncrypted bool
	// PreferredMaintenanceWindow is empty for AWS's choice.
	PreferredMaintenanceWindow string
}

// InstanceRequest is one more instance of a cluster (CreateDBInstance).
type InstanceRequest struct {
	Identifier        string
	ClusterIdentifier string
	// Engine must be the cluster's.
	Engine                  string
	Class                   string
	DBParameterGroupName    string // empty for the engine's default group
	AvailabilityZone        string // empty for AWS's choice
	PromotionTier           int
	PubliclyAccessible      bool
	AutoMinorVersionUpgrade bool
	// PreferredMaintenanceWindow is empty for AWS's choice.
	PreferredMaintenanceWindow string
	Tags                       map[string]string
}

// Change is one ModifyDBCluster, applied at once. Nil, and an empty string, is
// "leave as it is".
type Change struct {
	Credentials *Credentials
	// EndManagedPassword takes a managed password away, with Credentials of
	// mode password; AWS refuses it for a cluster that has none.
	EndManagedPassword          bool
	SecurityGroupIDs            []string
	DBClusterParameterGroupName string
	Port                        int // 0 leaves it; all members restart at once
	BackupRetentionPeriod       int // days
	PreferredBackupWindow       string
	PreferredMaintenanceWindow  string
	StorageType                 string
	NetworkType                 string
	EngineLifecycleSupport      string
	DeletionProtection          *bool
	CopyTagsToSnapshot          *bool
	ServerlessV2Scaling         *artifact.Scaling
	IAMDatabaseAuthentication   *bool
	EnableLogTypes              []string
	DisableLogTypes             []string
	// DatabaseInsightsMode takes Performance Insights along: advanced asks for
	// 15 months of it, standard ends it.
	DatabaseInsightsMode string
}

// IsZero says whether the change changes nothing.
func (c Change) IsZero() bool { return reflect.ValueOf(c).IsZero() }

// Overlaps says whether both changes set something in common.
func (c Change) Overlaps(other Change) bool {
	a, b := reflect.ValueOf(c), reflect.ValueOf(other)
	for i := range a.NumField() {
		if !a.Field(i).IsZero() && !b.Field(i).IsZero() {
			return true
		}
	}
	return false
}

// InstanceChange is one ModifyDBInstance, applied at once. Nil, and an empty
// string, is "leave as it is".
type InstanceChange struct {
	Class                   string
	DBParameterGroupName    string
	PromotionTier           *int
	PubliclyAccessible      *bool
	AutoMinorVersionUpgrade *bool

	PreferredMaintenanceWindow string
}

// IsZero says whether the change changes nothing.
func (c InstanceChange) IsZero() bool { return c == InstanceChange{} }
