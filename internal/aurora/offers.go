package aurora

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// InstanceOptions are the ways in which AWS offers an instance class for an
// engine version; none is no error.
func (c *Client) InstanceOptions(ctx context.Context, engine, version, class string) ([]cluster.InstanceOption, error) {
	var options []cluster.InstanceOption
	pages := rds.NewDescribeOrderableDBInstanceOptionsPaginator(c.rds, &rds.DescribeOrderableDBInstanceOptionsInput{
		Engine: aws.String(engine), EngineVersion: aws.String(version), DBInstanceClass: aws.String(class),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, explain("asking what is offered of instance class", class, err)
		}
		for _, o := range page.OrderableDBInstanceOptions {
			options = append(options, cluster.InstanceOption{NetworkTypes: o.SupportedNetworkTypes})
		}
	}
	return options, nil
}

// EngineOffer is what AWS offers of an engine version. Of one that AWS does not
// list any more it holds the version alone.
func (c *Client) EngineOffer(ctx context.Context, engine, version string) (cluster.EngineOffer, error) {
	offer := cluster.EngineOffer{Version: version}
	found, err := c.rds.DescribeDBEngineVersions(ctx, &rds.DescribeDBEngineVersionsInput{
		Engine: aws.String(engine), EngineVersion: aws.String(version),
	})
	if err != nil {
		return offer, explain("asking what is offered of engine version", version, err)
	}
	for _, v := range found.DBEngineVersions {
		if aws.ToString(v.EngineVersion) != version {
			continue
		}
		offer.ParameterGroupFamily = aws.ToString(v.DBParameterGroupFamily)
		if s := v.ServerlessV2FeaturesSupport; s != nil {
			offer.MinCapacity, offer.MaxCapacity = aws.ToFloat64(s.MinCapacity), aws.ToFloat64(s.MaxCapacity)
		}
	}
	return offer, nil
}

const opFindingParameterGroup = "finding parameter group"

// ClusterParameterGroupFamily is the family that a DB cluster parameter group is
// of; [cluster.ErrNotFound] when there is none of the name.
func (c *Client) ClusterParameterGroupFamily(ctx context.Context, name string) (string, error) {
	found, err := c.rds.DescribeDBClusterParameterGroups(ctx, &rds.DescribeDBClusterParameterGroupsInput{DBClusterParameterGroupName: aws.String(name)})
	if err != nil {
		return "", explain(opFindingParameterGroup, name, err, codeParameterGroupNotFound, codeClusterParameterGroupNotFound)
	}
	if len(found.DBClusterParameterGroups) != 1 {
		return "", &failure.Error{Op: opFindingParameterGroup, Object: name, Err: cluster.ErrNotFound}
	}
	return aws.ToString(found.DBClusterParameterGroups[0].DBParameterGroupFamily), nil
}

// ParameterGroupFamily is the family that a DB parameter group is of;
// [cluster.ErrNotFound] when there is none of the name.
func (c *Client) ParameterGroupFamily(ctx context.Context, name string) (string, error) {
	found, err := c.rds.DescribeDBParameterGroups(ctx, &rds.DescribeDBParameterGroupsInput{DBParameterGroupName: aws.String(name)})
	if err != nil {
		return "", explain(opFindingParameterGroup, name, err, codeParameterGroupNotFound)
	}
	if len(found.DBParameterGroups) != 1 {
		return "", &failure.Error{Op: opFindingParameterGroup, Object: name, Err: cluster.ErrNotFound}
	}
	return aws.ToString(found.DBParameterGroups[0].DBParameterGroupFamily), nil
}

// Quotas are the account's in this Region, by AWS's names.
func (c *Client) Quotas(ctx context.Context) (map[string]cluster.Quota, error) {
	found, err := c.rds.DescribeAccountAttributes(ctx, &rds.DescribeAccountAttributesInput{})
	if err != nil {
		return nil, explain("reading the account's quotas", "", err)
	}
	quotas := make(map[string]cluster.Quota, len(found.AccountQuotas))
	for _, q := range found.AccountQuotas {
		quotas[aws.ToString(q.AccountQuotaName)] = cluster.Quota{Used: int(aws.ToInt64(q.Used)), Max: int(aws.ToInt64(q.Max))}
	}
	return quotas, nil
}
