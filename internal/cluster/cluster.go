// Package cluster is the vocabulary in which the rooms that order and the room
// that acts speak of a running Aurora cluster: what it is, what is asked of it,
// and the marks that say whose it is. Values only: no SDK types, no Terraform
// types, no I/O.
package cluster

import (
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// Cluster is a snapshot of a cluster as the control plane describes it.
type Cluster struct {
	Identifier string
	ARN        string
	// ResourceID is the immutable DbClusterResourceId: a new cluster of the
	// same name has another one.
	ResourceID    string
	Status        string
	CreatedAt     time.Time
	Engine        string
	EngineMode    string // provisioned, serverless (v1)
	EngineVersion string
	// ScalabilityType is "limitless" for an Aurora Limitless database.
	ScalabilityType string
	Endpoint        string
	ReaderEndpoint  string
	Port            int
	DatabaseName    string
	MasterUsername  string
	// MasterSecret is the managed master password's secret; nil when the
	// password is not managed.
	MasterSecret               *MasterSecret
	CloneGroupID               string
	CrossAccountClone          bool
	DBSubnetGroupName          string
	SecurityGroups             []SecurityGroup
	DBClusterParameterGroup    string
	StorageEncrypted           bool
	KMSKeyID                   string
	StorageType                string
	NetworkType                string
	EngineLifecycleSupport     string
	BackupRetentionPeriod      int // days
	PreferredBackupWindow      string
	PreferredMaintenanceWindow string
	DeletionProtection         bool
	CopyTagsToSnapshot         bool
	IAMDatabaseAuthentication  bool
	LogExports                 []string // sorted
	DatabaseInsightsMode       string
	HTTPEndpointEnabled        bool
	ServerlessV2Scaling        *artifact.Scaling
	AvailabilityZones          []string // of the storage volume, sorted
	Members                    []Member
	// Pending says that a change was accepted and has not taken effect yet.
	Pending bool
	Tags    map[string]string
}

// Shared says whether the cluster is another account's, shared with this one:
// AWS tells ARN, engine, version and encryption of it, and nothing else (Amazon
// Aurora User Guide, cross-account cloning).
func (c Cluster) Shared() bool { return c.ARN != "" && c.Identifier == "" }

// MasterSecret points at the Secrets Manager secret of a managed password.
type MasterSecret struct {
	ARN    string
	Status string // creating, active, rotating, impaired
}

// SecurityGroup is a VPC security group's membership of a cluster.
type SecurityGroup struct {
	ID     string
	Status string // adding, active, removing
}

// Member is an instance's place in a cluster.
type Member struct {
	InstanceIdentifier string
	Writer             bool
}

// Instance is a snapshot of one instance.
type Instance struct {
	Identifier              string
	ARN                     string
	ClusterIdentifier       string
	Class                   string
	Status                  string
	AvailabilityZone        string
	Endpoint                string
	Port                    int
	Writer                  bool
	PromotionTier           int
	PubliclyAccessible      bool
	AutoMinorVersionUpgrade bool
	DBParameterGroup        string
	// PreferredMaintenanceWindow is the instance's own; the cluster has another.
	PreferredMaintenanceWindow string
	// Pending says that a change was accepted and has not taken effect yet.
	Pending bool
	Tags    map[string]string
}

// Autoscaled says whether the instance was made by an autoscaling policy, which
// names what it makes in this way. It comes and goes by itself: nobody asks for
// it, and it counts for nothing that is asked for.
func (i Instance) Autoscaled() bool {
	return strings.HasPrefix(i.Identifier, "application-autoscaling-")
}

// Ready says whether the instance serves: optimising its storage goes on in
// the background.
func (i Instance) Ready() bool {
	return i.Status == StatusAvailable || i.Status == "storage-optimization"
}
