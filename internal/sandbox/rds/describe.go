package rds

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type describeDBClustersInput struct {
	DBClusterIdentifier string
	IncludeShared       bool
	filtersParameter
	pagingParameter
}

type describeDBClustersResult struct {
	DBClusters wire.List[any] // of cluster and sharedCluster
	Marker     string         `xml:",omitempty"`
}

func (c *Control) describeDBClusters(ctx context.Context, r *wire.Request, in *describeDBClustersInput) (any, error) {
	wanted, err := matcher(in.filtersParameter, map[string]func(*account.Cluster) []string{
		"clone-group-id":         func(c *account.Cluster) []string { return []string{c.CloneGroup} },
		"db-cluster-id":          func(c *account.Cluster) []string { return []string{c.ID, c.ARN(r.Region)} },
		"db-cluster-resource-id": func(c *account.Cluster) []string { return []string{c.ResourceID} },
		"domain":                 func(*account.Cluster) []string { return nil },
		"engine":                 func(c *account.Cluster) []string { return []string{c.Engine} },
	})
	if err != nil {
		return nil, err
	}
	if err := in.check(100); err != nil {
		return nil, err
	}
	var result describeDBClustersResult
	err = c.read(ctx, func(a *account.Account) error {
		found, err := c.clustersToShow(a, in, r.Region)
		if err != nil {
			return err
		}
		found = slices.DeleteFunc(found, func(one *account.Cluster) bool { return !wanted(one) })
		var shown []any
		found, result.Marker = page(in.pagingParameter, found, func(c *account.Cluster) string { return c.ARN(r.Region) })
		for _, one := range found {
			if one.Owner != "" {
				shown = append(shown, sharedCluster{one.StorageEncrypted, one.ARN(r.Region), one.Engine, one.EngineVersion})
				continue
			}
			shown = append(shown, showCluster(a, one, r.Region, c.Clock.Now()))
		}
		result.DBClusters = wire.ListOf("DBCluster", shown)
		return nil
	})
	return result, err
}

// sharedCluster is all that is told of a cluster that another account shares:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Clone.Cross-Account.html
type sharedCluster struct {
	StorageEncrypted bool
	DBClusterArn     string
	Engine           string
	EngineVersion    string
}

// clustersToShow returns the clusters that a Describe asks for, by ARN.
func (c *Control) clustersToShow(a *account.Account, in *describeDBClustersInput, region string) ([]*account.Cluster, error) {
	now := c.Clock.Now()
	if in.DBClusterIdentifier != "" {
		one := cmp.Or(a.FindCluster(region, in.DBClusterIdentifier), a.FindShared(region, in.DBClusterIdentifier))
		if one == nil || one.SeenAt.After(now) {
			return nil, noCluster(in.DBClusterIdentifier)
		}
		return []*account.Cluster{one}, nil
	}
	all := slices.Collect(a.Clusters.All())
	if in.IncludeShared {
		all = slices.AppendSeq(all, maps.Values(a.Shared))
	}
	all = slices.DeleteFunc(all, func(c *account.Cluster) bool { return c.SeenAt.After(now) })
	slices.SortFunc(all, func(x, y *account.Cluster) int { return cmp.Compare(x.ARN(region), y.ARN(region)) })
	return all, nil
}

type describeDBInstancesInput struct {
	DBInstanceIdentifier string
	filtersParameter
	pagingParameter
}

type describeDBInstancesResult struct {
	DBInstances wire.List[instance]
	Marker      string `xml:",omitempty"`
}

func (c *Control) describeDBInstances(ctx context.Context, r *wire.Request, in *describeDBInstancesInput) (any, error) {
	if err := in.check(100); err != nil {
		return nil, err
	}
	var result describeDBInstancesResult
	err := c.read(ctx, func(a *account.Account) error {
		of := func(i *account.Instance) *account.Cluster { return a.Clusters.Get(i.Cluster) }
		wanted, err := matcher(in.filtersParameter, map[string]func(*account.Instance) []string{
			"db-cluster-id":   func(i *account.Instance) []string { return []string{of(i).ID, of(i).ARN(r.Region)} },
			"db-instance-id":  func(i *account.Instance) []string { return []string{i.ID, i.ARN(r.Region)} },
			"dbi-resource-id": func(i *account.Instance) []string { return []string{i.ResourceID} },
			"domain":          func(*account.Instance) []string { return nil },
			"engine":          func(i *account.Instance) []string { return []string{of(i).Engine} },
		})
		if err != nil {
			return err
		}
		found := account.Sorted(a.Instances.All(), func(i *account.Instance) string { return i.ID })
		if in.DBInstanceIdentifier != "" {
			one := a.FindInstance(r.Region, in.DBInstanceIdentifier)
			if one == nil || one.SeenAt.After(c.Clock.Now()) {
				return noInstance(in.DBInstanceIdentifier)
			}
			found = []*account.Instance{one}
		}
		var matching []*account.Instance
		for _, one := range found {
			if wanted(one) && !one.SeenAt.After(c.Clock.Now()) {
				matching = append(matching, one)
			}
		}
		var shown []instance
		matching, result.Marker = page(in.pagingParameter, matching, func(i *account.Instance) string { return i.ID })
		for _, one := range matching {
			shown = append(shown, showInstance(a, one, r.Region, c.Clock.Now()))
		}
		result.DBInstances = wire.ListOf("DBInstance", shown)
		return nil
	})
	return result, err
}

func noCluster(id string) error {
	return wire.NotFoundf("DBClusterNotFoundFault", "DBCluster %s not found.", strings.ToLower(id))
}

func noInstance(id string) error {
	return wire.NotFoundf("DBInstanceNotFound", "DBInstance %s not found.", strings.ToLower(id))
}
