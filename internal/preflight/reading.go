package preflight

import (
	"context"
	"errors"
	"sync"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// Reader is what the checks ask AWS. Finds return [cluster.ErrNotFound] for
// what does not exist. It is safe for concurrent use.
type Reader interface {
	Region() string
	AccountID(ctx context.Context) (string, error)
	FindCluster(ctx context.Context, identifier string) (cluster.Cluster, error)
	// FindSharedCluster finds another account's cluster by its ARN.
	FindSharedCluster(ctx context.Context, arn string) (cluster.Cluster, error)
	ListClusters(ctx context.Context) ([]cluster.Cluster, error)
	// InstanceOptions are the ways in which a class is offered; none is no error.
	InstanceOptions(ctx context.Context, engine, version, class string) ([]cluster.InstanceOption, error)
	EngineOffer(ctx context.Context, engine, version string) (cluster.EngineOffer, error)
	// ClusterParameterGroupFamily and ParameterGroupFamily are the families that
	// the groups of a name are of.
	ClusterParameterGroupFamily(ctx context.Context, name string) (string, error)
	ParameterGroupFamily(ctx context.Context, name string) (string, error)
	Quotas(ctx context.Context) (map[string]cluster.Quota, error)
	// InstancesNamed returns those of the named instances that exist.
	InstancesNamed(ctx context.Context, identifiers []string) ([]cluster.Instance, error)
	ClusterSnapshotExists(ctx context.Context, identifier string) (bool, error)
	FindSubnetGroup(ctx context.Context, name string) (cluster.SubnetGroup, error)
	// FindSubnets returns those of the subnets that exist.
	FindSubnets(ctx context.Context, ids []string) ([]cluster.Subnet, error)
	FindFirewallGroupsByID(ctx context.Context, ids []string) ([]cluster.FirewallGroup, error)
}

// source is what can be seen of the artifact's source from here.
type source struct {
	account string // the caller's
	cluster cluster.Cluster
	found   bool
}

// reading answers from one look what several checks ask.
type reading struct {
	Reader
	source func() (source, error)
	// offer is what AWS offers of the engine version.
	offer func() (cluster.EngineOffer, error)
}

func newReading(ctx context.Context, reader Reader, w Wanted) *reading {
	r := &reading{Reader: reader}
	r.source = sync.OnceValues(func() (source, error) { return findSource(ctx, reader, w) })
	r.offer = sync.OnceValues(func() (cluster.EngineOffer, error) {
		return reader.EngineOffer(ctx, w.Spec.Source.Engine, r.engineVersion(w))
	})
	return r
}

// findSource looks the source up in its own account by ARN, and in another one
// among what is shared.
func findSource(ctx context.Context, reader Reader, w Wanted) (source, error) {
	account, err := reader.AccountID(ctx)
	if err != nil {
		return source{}, err
	}
	find := reader.FindCluster
	if w.Spec.Source.AccountID != account {
		find = reader.FindSharedCluster
	}
	found, err := find(ctx, w.Spec.Source.ClusterARN)
	if errors.Is(err, cluster.ErrNotFound) {
		return source{account: account}, nil
	}
	return source{account: account, cluster: found, found: true}, err
}

// engineVersion is the version that the cluster has or will have: a clone's is
// its source's.
func (r *reading) engineVersion(w Wanted) string {
	if w.EngineVersion != "" {
		return w.EngineVersion
	}
	if w.Clone {
		if s, err := r.source(); err == nil && s.found {
			return s.cluster.EngineVersion
		}
	}
	return w.Spec.Source.EngineVersion
}
