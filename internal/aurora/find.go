package aurora

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const opFindingCluster = "finding cluster"

// FindCluster returns the cluster of an identifier or ARN;
// [cluster.ErrNotFound] when AWS says there is none.
func (c *Client) FindCluster(ctx context.Context, identifier string) (cluster.Cluster, error) {
	found, err := c.findCluster(ctx, identifier)
	if err != nil {
		return cluster.Cluster{}, err
	}
	return flattenCluster(found), nil
}

func (c *Client) findCluster(ctx context.Context, identifier string) (types.DBCluster, error) {
	var all []types.DBCluster
	pages := rds.NewDescribeDBClustersPaginator(c.rds, &rds.DescribeDBClustersInput{DBClusterIdentifier: &identifier})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return types.DBCluster{}, explain(opFindingCluster, identifier, err, codeClusterNotFound)
		}
		all = append(all, page.DBClusters...)
	}
	if len(all) != 1 {
		return types.DBCluster{}, &failure.Error{
			Op: opFindingCluster, Object: identifier, Err: fmt.Errorf("AWS answered with %d clusters: %w", len(all), cluster.ErrNotFound),
		}
	}
	// Eventual consistency: what came back must be what was asked for.
	if !names(identifier, all[0].DBClusterIdentifier, all[0].DBClusterArn) {
		return types.DBCluster{}, &failure.Error{
			Op: opFindingCluster, Object: identifier,
			Err: fmt.Errorf("AWS answered with cluster %q: %w", aws.ToString(all[0].DBClusterIdentifier), cluster.ErrNotFound),
		}
	}
	return all[0], nil
}

// FindInstances returns the instances of a cluster, sorted by identifier;
// none is no error.
func (c *Client) FindInstances(ctx context.Context, clusterIdentifier string) ([]cluster.Instance, error) {
	found, err := c.findInstances(ctx, clusterIdentifier)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, nil
	}
	// Who writes is known to the cluster alone.
	home, err := c.FindCluster(ctx, clusterIdentifier)
	if err != nil {
		return nil, err
	}
	return flattenInstances(found, home.Members), nil
}

func (c *Client) findInstances(ctx context.Context, clusterIdentifier string) ([]types.DBInstance, error) {
	all, err := c.filterInstances(ctx, "db-cluster-id", clusterIdentifier)
	if err != nil {
		return nil, explain("finding the instances of cluster", clusterIdentifier, err)
	}
	return slices.DeleteFunc(all, func(i types.DBInstance) bool { return !names(clusterIdentifier, i.DBClusterIdentifier, nil) }), nil
}

// InstancesNamed returns those of the named instances that exist, of whatever
// cluster, or of none. Who writes is not told.
func (c *Client) InstancesNamed(ctx context.Context, identifiers []string) ([]cluster.Instance, error) {
	if len(identifiers) == 0 {
		return nil, nil // AWS would take this as "all"
	}
	found, err := c.filterInstances(ctx, "db-instance-id", identifiers...)
	if err != nil {
		return nil, explain("finding instances", strings.Join(identifiers, ", "), err)
	}
	return flattenInstances(found, nil), nil
}

func (c *Client) filterInstances(ctx context.Context, filter string, values ...string) ([]types.DBInstance, error) {
	var all []types.DBInstance
	pages := rds.NewDescribeDBInstancesPaginator(c.rds, &rds.DescribeDBInstancesInput{
		Filters: []types.Filter{{Name: aws.String(filter), Values: values}},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.DBInstances...)
	}
	return all, nil
}

// ClusterSnapshotExists says whether a manual snapshot has the name.
func (c *Client) ClusterSnapshotExists(ctx context.Context, identifier string) (bool, error) {
	found, err := c.rds.DescribeDBClusterSnapshots(ctx, &rds.DescribeDBClusterSnapshotsInput{DBClusterSnapshotIdentifier: &identifier})
	if codeOf(err) == codeSnapshotNotFound {
		return false, nil
	}
	if err != nil {
		return false, explain("finding cluster snapshot", identifier, err)
	}
	return len(found.DBClusterSnapshots) > 0, nil
}

// names says whether an identifier or ARN that was asked for is the one that
// came back. AWS stores identifiers in lower case and takes them in any.
func names(asked string, identifier, arn *string) bool {
	return strings.EqualFold(asked, aws.ToString(identifier)) || (arn != nil && strings.EqualFold(asked, *arn))
}
