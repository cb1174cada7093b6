package aurora

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// StartCluster starts a stopped cluster and returns once it has left the
// status "stopped"; wait for it to be available after that. A cluster that is
// still stopping is started when it has stopped.
func (c *Client) StartCluster(ctx context.Context, identifier string) error {
	_, err := c.waitCluster(ctx, identifier, nil, func(_ context.Context, now cluster.Cluster) (bool, error) {
		return now.Status != cluster.StatusStopping, nil
	})
	if err != nil {
		return err
	}
	if _, err := c.rds.StartDBCluster(ctx, &rds.StartDBClusterInput{DBClusterIdentifier: aws.String(identifier)}); err != nil {
		return explain("starting cluster", identifier, err, codeClusterNotFound)
	}
	_, err = c.waitCluster(ctx, identifier, nil, func(_ context.Context, now cluster.Cluster) (bool, error) {
		return now.Status != cluster.StatusStopped, nil
	})
	return err
}

// DeleteCluster begins to delete a cluster, without a final snapshot when
// finalSnapshot is empty. AWS takes the call once all members are deleting, and
// until then is asked again for two minutes. A cluster that is gone, or on its
// way out, is no error.
func (c *Client) DeleteCluster(ctx context.Context, identifier, finalSnapshot string) error {
	input := &rds.DeleteDBClusterInput{
		DBClusterIdentifier:       aws.String(identifier),
		SkipFinalSnapshot:         aws.Bool(finalSnapshot == ""),
		FinalDBSnapshotIdentifier: given(finalSnapshot),
	}
	err := c.whileBusy(ctx, soon, func() error {
		_, err := c.rds.DeleteDBCluster(ctx, input)
		if err == nil {
			return nil
		}
		if now, findErr := c.FindCluster(ctx, identifier); findErr == nil && now.Status == cluster.StatusDeleting {
			return nil
		}
		return explain("deleting cluster", identifier, err, codeClusterNotFound)
	})
	if errors.Is(err, cluster.ErrNotFound) {
		return nil
	}
	return err
}
