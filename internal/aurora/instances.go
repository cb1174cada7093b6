package aurora

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// CreateInstance adds an instance to a cluster and returns it as accepted. A
// refusal for the cluster's state is asked again for two minutes: instances
// that are made at the same time sometimes get one
// (hashicorp/terraform-provider-aws#50115).
func (c *Client) CreateInstance(ctx context.Context, request cluster.InstanceRequest) (cluster.Instance, error) {
	input := &rds.CreateDBInstanceInput{
		DBInstanceIdentifier:    aws.String(request.Identifier),
		DBClusterIdentifier:     aws.String(request.ClusterIdentifier),
		Engine:                  aws.String(request.Engine),
		DBInstanceClass:         aws.String(request.Class),
		DBParameterGroupName:    given(request.DBParameterGroupName),
		AvailabilityZone:        given(request.AvailabilityZone),
		PromotionTier:           aws.Int32(int32(request.PromotionTier)),
		PubliclyAccessible:      aws.Bool(request.PubliclyAccessible),
		AutoMinorVersionUpgrade: aws.Bool(request.AutoMinorVersionUpgrade),
		Tags:                    expandTags(request.Tags),

		PreferredMaintenanceWindow: given(request.PreferredMaintenanceWindow),
	}
	var made cluster.Instance
	err := c.whileBusy(ctx, soon, func() error {
		output, err := c.rds.CreateDBInstance(ctx, input)
		if err != nil {
			return explain("creating instance", request.Identifier, err)
		}
		made = flattenInstance(*output.DBInstance)
		return nil
	})
	return made, err
}

// ModifyInstance sends one ModifyDBInstance, to be applied at once.
func (c *Client) ModifyInstance(ctx context.Context, identifier string, change cluster.InstanceChange) error {
	input := &rds.ModifyDBInstanceInput{
		DBInstanceIdentifier:    aws.String(identifier),
		ApplyImmediately:        aws.Bool(true),
		DBInstanceClass:         given(change.Class),
		DBParameterGroupName:    given(change.DBParameterGroupName),
		PubliclyAccessible:      change.PubliclyAccessible,
		AutoMinorVersionUpgrade: change.AutoMinorVersionUpgrade,

		PreferredMaintenanceWindow: given(change.PreferredMaintenanceWindow),
	}
	if change.PromotionTier != nil {
		input.PromotionTier = aws.Int32(int32(*change.PromotionTier))
	}
	return c.whileBusy(ctx, soon, func() error {
		_, err := c.rds.ModifyDBInstance(ctx, input)
		return explain("modifying instance", identifier, err, codeInstanceNotFound, codeInstanceNotFoundFault)
	})
}

// DeleteInstance begins to delete an instance. One that is gone, or on its way
// out, is no error. An instance that is busy is asked again for two minutes.
func (c *Client) DeleteInstance(ctx context.Context, identifier string) error {
	err := c.whileBusy(ctx, soon, func() error {
		_, err := c.rds.DeleteDBInstance(ctx, &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String(identifier)})
		if err != nil && c.instanceIsLeaving(ctx, identifier) {
			return nil
		}
		return explain("deleting instance", identifier, err, codeInstanceNotFound, codeInstanceNotFoundFault)
	})
	if errors.Is(err, cluster.ErrNotFound) {
		return nil
	}
	return err
}

// instanceIsLeaving tells a refusal because the instance is being deleted
// already from every other one: the code is the same.
func (c *Client) instanceIsLeaving(ctx context.Context, identifier string) bool {
	found, err := c.rds.DescribeDBInstances(ctx, &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String(identifier)})
	if err != nil || len(found.DBInstances) != 1 {
		return false
	}
	return aws.ToString(found.DBInstances[0].DBInstanceStatus) == cluster.StatusDeleting
}
