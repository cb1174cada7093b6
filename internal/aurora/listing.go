package aurora

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// ListClusters returns all clusters of the Region, sorted by identifier.
func (c *Client) ListClusters(ctx context.Context) ([]cluster.Cluster, error) {
	return c.listClusters(ctx)
}

func (c *Client) listClusters(ctx context.Context, options ...func(*rds.Options)) ([]cluster.Cluster, error) {
	var all []cluster.Cluster
	pages := rds.NewDescribeDBClustersPaginator(c.rds, &rds.DescribeDBClustersInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, options...)
		if err != nil {
			return nil, explain("listing clusters", "", err)
		}
		for _, one := range page.DBClusters {
			all = append(all, flattenCluster(one))
		}
	}
	slices.SortFunc(all, func(a, b cluster.Cluster) int { return cmp.Compare(a.Identifier, b.Identifier) })
	return all, nil
}

// takeLook lists all clusters of the Region, and all instances when they are
// wanted: one call each for up to a hundred. The SDK's retries are off: the
// poller sees throttling itself and slows down for everybody.
func (c *Client) takeLook(ctx context.Context, instances bool) (look, error) {
	once := func(o *rds.Options) { o.Retryer = aws.NopRetryer{} }
	taken := look{clusters: map[string]cluster.Cluster{}, instances: map[string][]cluster.Instance{}}
	listed, err := c.listClusters(ctx, once)
	if err != nil {
		return look{}, err
	}
	for _, one := range listed {
		taken.clusters[one.Identifier] = one
	}
	if !instances {
		return taken, nil
	}
	members := map[string][]types.DBInstance{}
	all := rds.NewDescribeDBInstancesPaginator(c.rds, &rds.DescribeDBInstancesInput{})
	for all.HasMorePages() {
		page, err := all.NextPage(ctx, once)
		if err != nil {
			return look{}, explain("listing instances", "", err)
		}
		for _, one := range page.DBInstances {
			if home := aws.ToString(one.DBClusterIdentifier); home != "" {
				members[home] = append(members[home], one)
			}
		}
	}
	for home, found := range members {
		taken.instances[home] = flattenInstances(found, taken.clusters[home].Members)
	}
	return taken, nil
}
