package aurora

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// discoverShared finds what AWS tells of another account's cluster.
func (c *Client) discoverShared(ctx context.Context, id string, located arn.ARN) (artifact.Source, error) {
	shared, err := c.FindSharedCluster(ctx, id)
	if err != nil {
		return artifact.Source{}, &failure.Error{Op: opDiscovering, Object: id, Err: err, Hint: hintNotShared}
	}
	return artifact.Source{
		ClusterID:        strings.TrimPrefix(located.Resource, "cluster:"),
		ClusterARN:       id,
		Region:           located.Region,
		AccountID:        located.AccountID,
		Engine:           shared.Engine,
		EngineVersion:    shared.EngineVersion,
		StorageEncrypted: shared.StorageEncrypted,
	}, nil
}

// FindSharedCluster returns the little that AWS tells of a cluster that another
// account shares: ARN, engine, version and encryption. [cluster.ErrNotFound]
// when it does not exist or is not shared; AWS answers both alike. It is looked
// up in the list of all: DescribeDBClusters takes no foreign ARN (Amazon Aurora
// User Guide, cross-account cloning).
func (c *Client) FindSharedCluster(ctx context.Context, arn string) (cluster.Cluster, error) {
	pages := rds.NewDescribeDBClustersPaginator(c.rds, &rds.DescribeDBClustersInput{IncludeShared: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return cluster.Cluster{}, explain("finding shared cluster", arn, err)
		}
		for _, found := range page.DBClusters {
			if strings.EqualFold(aws.ToString(found.DBClusterArn), arn) {
				return flattenCluster(found), nil
			}
		}
	}
	return cluster.Cluster{}, &failure.Error{
		Op: "finding shared cluster", Object: arn,
		Err: fmt.Errorf("no account shares it in %s: %w", c.region, cluster.ErrNotFound),
	}
}

const hintNotShared = "Its owner shares it with this account through AWS Resource Access Manager, and somebody here accepts the invitation. " +
	"Or build the artifact with credentials of the owner's account: it then holds everything that a clone needs."
