package converge

import (
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// ControlPlane is what converge needs to be able to do to clusters. Finds
// return [cluster.ErrNotFound] for what does not exist, creates
// [cluster.ErrAlreadyExists] for a name that is taken. Waits end with the
// evidence, with a status that does not recover, or with ctx; report, which
// may be nil, is called at each change of status.
type ControlPlane interface {
	ClusterPlane
	InstancePlane
	NetworkPlane
}

// ClusterPlane is what can be done to clusters.
type ClusterPlane interface {
	// ListClusters returns all clusters of the Region.
	ListClusters(ctx context.Context) ([]cluster.Cluster, error)
	FindCluster(ctx context.Context, identifier string) (cluster.Cluster, error)
	RestoreCluster(ctx context.Context, request cluster.CloneRequest) (cluster.Cluster, error)
	CreateCluster(ctx context.Context, request cluster.CreateRequest) (cluster.Cluster, error)
	// ModifyCluster returns when the change was accepted, by the control
	// plane's clock.
	ModifyCluster(ctx context.Context, identifier string, change cluster.Change) (time.Time, error)
	// SetHTTPEndpoint turns the Data API's endpoint of a cluster on or off.
	SetHTTPEndpoint(ctx context.Context, arn string, on bool) error
	// Tag sets and removes tags on whatever has the ARN.
	Tag(ctx context.Context, arn string, set map[string]string, remove []string) error
	StartCluster(ctx context.Context, identifier string) error
	// DeleteCluster takes no final snapshot when finalSnapshot is empty.
	DeleteCluster(ctx context.Context, identifier, finalSnapshot string) error
	// DeleteLogGroups deletes what a cluster's exported logs went to, and names
	// what it could not delete.
	DeleteLogGroups(ctx context.Context, clusterIdentifier string) error
	ClusterSnapshotExists(ctx context.Context, identifier string) (bool, error)

	WaitCluster(ctx context.Context, identifier string, until cluster.Evidence, report func(status string)) (cluster.Cluster, error)
	// WaitMasterPassword waits until a password change that was accepted at
	// since has been carried out.
	WaitMasterPassword(ctx context.Context, identifier string, since time.Time, report func(status string)) (cluster.Cluster, error)
	WaitClusterDeleted(ctx context.Context, identifier string, report func(status string)) error
}

// InstancePlane is what can be done to a cluster's instances.
type InstancePlane interface {
	FindInstances(ctx context.Context, clusterIdentifier string) ([]cluster.Instance, error)
	CreateInstance(ctx context.Context, request cluster.InstanceRequest) (cluster.Instance, error)
	ModifyInstance(ctx context.Context, identifier string, change cluster.InstanceChange) error
	DeleteInstance(ctx context.Context, identifier string) error
	WaitInstances(ctx context.Context, clusterIdentifier string, until cluster.InstanceEvidence, report func(instance, status string)) ([]cluster.Instance, error)
}

// NetworkPlane is what can be done to the network around a cluster.
type NetworkPlane interface {
	FindSubnetGroup(ctx context.Context, name string) (cluster.SubnetGroup, error)
	CreateSubnetGroup(ctx context.Context, request cluster.SubnetGroupRequest) (cluster.SubnetGroup, error)
	DeleteSubnetGroup(ctx context.Context, name string) error

	FindFirewallGroup(ctx context.Context, vpcID, name string) (cluster.FirewallGroup, error)
	FindFirewallGroupsByID(ctx context.Context, ids []string) ([]cluster.FirewallGroup, error)
	// CreateFirewallGroup makes a closed group: no ingress and no egress.
	CreateFirewallGroup(ctx context.Context, request cluster.FirewallGroupRequest) (cluster.FirewallGroup, error)
	// CloseFirewallGroup removes every rule, inbound and outbound.
	CloseFirewallGroup(ctx context.Context, group cluster.FirewallGroup) error
	TagFirewallGroup(ctx context.Context, id string, tags map[string]string) error
	AuthorizeIngress(ctx context.Context, groupID string, rules []cluster.Ingress) error
	RevokeIngress(ctx context.Context, groupID string, rules []cluster.Ingress) error
	// DeleteFirewallGroup goes on trying while network interfaces still hold
	// the group.
	DeleteFirewallGroup(ctx context.Context, id string) error
}
