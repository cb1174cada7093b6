package aurora

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const opFindingSubnetGroup = "finding DB subnet group"

// FindSubnetGroup returns a DB subnet group with its tags;
// [cluster.ErrNotFound] when AWS says there is none.
func (c *Client) FindSubnetGroup(ctx context.Context, name string) (cluster.SubnetGroup, error) {
	found, err := c.rds.DescribeDBSubnetGroups(ctx, &rds.DescribeDBSubnetGroupsInput{DBSubnetGroupName: aws.String(name)})
	if err != nil {
		return cluster.SubnetGroup{}, explain(opFindingSubnetGroup, name, err, codeSubnetGroupNotFound)
	}
	if len(found.DBSubnetGroups) != 1 || !names(name, found.DBSubnetGroups[0].DBSubnetGroupName, nil) {
		return cluster.SubnetGroup{}, &failure.Error{
			Op: opFindingSubnetGroup, Object: name,
			Err: fmt.Errorf("AWS answered with %d other groups: %w", len(found.DBSubnetGroups), cluster.ErrNotFound),
		}
	}
	group := flattenSubnetGroup(found.DBSubnetGroups[0])
	tags, err := c.rds.ListTagsForResource(ctx, &rds.ListTagsForResourceInput{ResourceName: aws.String(group.ARN)})
	if err != nil {
		return cluster.SubnetGroup{}, explain("reading the tags of DB subnet group", name, err, codeSubnetGroupNotFound)
	}
	group.Tags = flattenTags(tags.TagList)
	return group, nil
}

// CreateSubnetGroup makes a DB subnet group.
func (c *Client) CreateSubnetGroup(ctx context.Context, request cluster.SubnetGroupRequest) (cluster.SubnetGroup, error) {
	made, err := c.rds.CreateDBSubnetGroup(ctx, &rds.CreateDBSubnetGroupInput{
		DBSubnetGroupName:        aws.String(request.Name),
		DBSubnetGroupDescription: aws.String(request.Description),
		SubnetIds:                request.SubnetIDs,
		Tags:                     expandTags(request.Tags),
	})
	if err != nil {
		return cluster.SubnetGroup{}, explain("creating DB subnet group", request.Name, err)
	}
	group := flattenSubnetGroup(*made.DBSubnetGroup)
	group.Tags = request.Tags
	return group, nil
}

// DeleteSubnetGroup deletes a DB subnet group; one that is gone is no error.
// AWS keeps a group in use for a while after its cluster is gone: it is asked
// again for ten minutes.
func (c *Client) DeleteSubnetGroup(ctx context.Context, name string) error {
	return c.whileBusy(ctx, later, func() error {
		_, err := c.rds.DeleteDBSubnetGroup(ctx, &rds.DeleteDBSubnetGroupInput{DBSubnetGroupName: aws.String(name)})
		if codeOf(err) == codeSubnetGroupNotFound {
			return nil
		}
		return explain("deleting DB subnet group", name, err)
	})
}

func flattenSubnetGroup(g types.DBSubnetGroup) cluster.SubnetGroup {
	flat := cluster.SubnetGroup{
		Name:  aws.ToString(g.DBSubnetGroupName),
		ARN:   aws.ToString(g.DBSubnetGroupArn),
		VPCID: aws.ToString(g.VpcId),
	}
	for _, s := range g.Subnets {
		flat.SubnetIDs = append(flat.SubnetIDs, aws.ToString(s.SubnetIdentifier))
		if z := s.SubnetAvailabilityZone; z != nil {
			flat.AvailabilityZones = append(flat.AvailabilityZones, aws.ToString(z.Name))
		}
	}
	slices.Sort(flat.SubnetIDs)
	flat.AvailabilityZones = sortedOnce(flat.AvailabilityZones)
	return flat
}

// sortedOnce sorts a list and drops what is there twice.
func sortedOnce[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}
