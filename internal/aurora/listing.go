package aurora

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// takeLook lists all clusters of the Region, and all instances when they are
// wanted: one call each for up to a hundred. The SDK's retries are off: the
// poller sees throttling itself and slows down for everybody.
func (c *Client) takeLook(ctx context.Context, instances bool) (look, error) {
	once := func(o *rds.Options) { o.Retryer = aws.NopRetryer{} }
	taken := look{clusters: map[string]cluster.Cluster{}, instances: map[string][]cluster.Instance{}}
	pages := rds.NewDescribeDBClustersPaginator(c.rds, &rds.DescribeDBClustersInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, once)
		if err != nil {
			return look{}, explain("listing clusters", "", err)
		}
		for _, one := range page.DBClusters {
			taken.clusters[aws.ToString(one.DBClusterIdentifier)] = flattenCluster(one)
		}
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
