package rds

import (
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Global databases are seeds' alone: they can be looked at, and a cluster can be
// taken out of one.

type globalMember struct {
	DBClusterArn string
	IsWriter     bool
}

type globalCluster struct {
	GlobalClusterIdentifier string
	GlobalClusterArn        string
	Status                  string
	Engine                  string
	EngineVersion           string
	GlobalClusterMembers    wire.List[globalMember]
}

func showGlobalCluster(cl *account.Cluster, region string) globalCluster {
	return globalCluster{
		GlobalClusterIdentifier: cl.Standing.Global, GlobalClusterArn: account.ARN("rds", "", "global-cluster:"+cl.Standing.Global), Status: account.Available,
		Engine: cl.Engine, EngineVersion: cl.EngineVersion,
		GlobalClusterMembers: wire.ListOf("GlobalClusterMember", []globalMember{{cl.ARN(region), true}}),
	}
}

type describeGlobalClustersInput struct {
	GlobalClusterIdentifier string
	pagingParameter
}

type describeGlobalClustersResult struct {
	Marker         string `xml:",omitempty"`
	GlobalClusters wire.List[globalCluster]
}

func noGlobalCluster(id string) error {
	return wire.NotFoundf("GlobalClusterNotFoundFault", "Global cluster %s not found", id)
}

func (c *Control) describeGlobalClusters(ctx context.Context, r *wire.Request, in *describeGlobalClustersInput) (any, error) {
	if err := in.check(100); err != nil {
		return nil, err
	}
	var result describeGlobalClustersResult
	err := c.read(ctx, func(a *account.Account) error {
		var all []globalCluster
		for _, cl := range a.ClustersByName() {
			if cl.Standing.Global != "" && (in.GlobalClusterIdentifier == "" || strings.EqualFold(in.GlobalClusterIdentifier, cl.Standing.Global)) {
				all = append(all, showGlobalCluster(cl, r.Region))
			}
		}
		if in.GlobalClusterIdentifier != "" && len(all) == 0 {
			return noGlobalCluster(in.GlobalClusterIdentifier)
		}
		all, result.Marker = page(in.pagingParameter, all, func(g globalCluster) string { return g.GlobalClusterIdentifier })
		result.GlobalClusters = wire.ListOf("GlobalClusterMember", all)
		return nil
	})
	return result, err
}

type removeFromGlobalClusterInput struct {
	GlobalClusterIdentifier string `aws:",required"`
	DBClusterIdentifier     string `aws:"DbClusterIdentifier,required"`
}

type removeFromGlobalClusterResult struct {
	GlobalCluster globalCluster
}

func (c *Control) removeFromGlobalCluster(_ context.Context, r *wire.Request, in *removeFromGlobalClusterInput) (any, error) {
	var result removeFromGlobalClusterResult
	err := c.change(func(a *account.Account, _ time.Time) error {
		cl := a.FindCluster(r.Region, in.DBClusterIdentifier)
		if cl == nil {
			return noCluster(in.DBClusterIdentifier)
		}
		if !strings.EqualFold(cl.Standing.Global, in.GlobalClusterIdentifier) {
			return noGlobalCluster(in.GlobalClusterIdentifier)
		}
		result.GlobalCluster = showGlobalCluster(cl, r.Region)
		result.GlobalCluster.GlobalClusterMembers = wire.ListOf[globalMember]("GlobalClusterMember", nil)
		cl.Standing.Global = ""
		return nil
	})
	return result, err
}
