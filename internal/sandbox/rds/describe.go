package rds

import (
	"context"
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
	DBClusters wire.List[cluster]
	Marker     string `xml:",omitempty"`
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
		found := a.ClustersByName()
		if in.DBClusterIdentifier != "" {
			one := a.FindCluster(r.Region, in.DBClusterIdentifier)
			if one == nil || one.SeenAt.After(c.Clock.Now()) {
				return noCluster(in.DBClusterIdentifier)
			}
			found = []*account.Cluster{one}
		}
		var matching []*account.Cluster
		for _, one := range found {
			if wanted(one) && !one.SeenAt.After(c.Clock.Now()) {
				matching = append(matching, one)
			}
		}
		var shown []cluster
		matching, result.Marker = page(in.pagingParameter, matching, func(c *account.Cluster) string { return c.ID })
		for _, one := range matching {
			shown = append(shown, showCluster(a, one, r.Region, c.Clock.Now()))
		}
		result.DBClusters = wire.ListOf("DBCluster", shown)
		return nil
	})
	return result, err
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
		of := func(i *account.Instance) *account.Cluster { return a.Clusters[i.Cluster] }
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
		found := account.Sorted(a.Instances, func(i *account.Instance) string { return i.ID })
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
