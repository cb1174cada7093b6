package aurora

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const opDiscoveringNetwork = "discovering target network"

// discoverNetwork looks up the subnets or the subnet group that the
// configuration names; nil when it names none.
func (c *Client) discoverNetwork(ctx context.Context, target artifact.TargetDB) (*artifact.Network, error) {
	switch {
	case target.DBSubnetGroupName != "":
		return c.discoverSubnetGroup(ctx, target.DBSubnetGroupName)
	case len(target.SubnetIDs) > 0:
		return c.discoverSubnets(ctx, target.SubnetIDs)
	default:
		return nil, nil //nolint:nilnil // "the source's own" is an answer, not an error
	}
}

func (c *Client) discoverSubnetGroup(ctx context.Context, name string) (*artifact.Network, error) {
	group, err := c.FindSubnetGroup(ctx, name)
	if errors.Is(err, cluster.ErrNotFound) {
		return nil, &failure.Error{
			Op: opDiscoveringNetwork, Object: name, Err: err,
			Hint: "There is no such DB subnet group in " + c.region + ": check db_subnet_group_name, or give subnet_ids.",
		}
	}
	if err != nil {
		return nil, err
	}
	return &artifact.Network{
		VPCID: group.VPCID, DBSubnetGroupName: group.Name,
		SubnetIDs: group.SubnetIDs, AvailabilityZones: group.AvailabilityZones,
	}, nil
}

func (c *Client) discoverSubnets(ctx context.Context, ids []string) (*artifact.Network, error) {
	object := strings.Join(ids, ", ")
	var subnets []types.Subnet
	pages := ec2.NewDescribeSubnetsPaginator(c.ec2, &ec2.DescribeSubnetsInput{SubnetIds: ids})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, explain(opDiscoveringNetwork, object, err, codeSubnetNotFound)
		}
		subnets = append(subnets, page.Subnets...)
	}
	return networkOf(ids, subnets)
}

// FindSubnets returns those of the subnets that exist.
func (c *Client) FindSubnets(ctx context.Context, ids []string) ([]cluster.Subnet, error) {
	var found []cluster.Subnet
	pages := ec2.NewDescribeSubnetsPaginator(c.ec2, &ec2.DescribeSubnetsInput{
		Filters: []types.Filter{{Name: aws.String("subnet-id"), Values: ids}},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, explain("finding subnets", strings.Join(ids, ", "), err)
		}
		for _, s := range page.Subnets {
			found = append(found, cluster.Subnet{
				ID: aws.ToString(s.SubnetId), VPCID: aws.ToString(s.VpcId), AvailabilityZone: aws.ToString(s.AvailabilityZone),
			})
		}
	}
	return found, nil
}

// networkOf is the network that subnets make up; an error when they do not lie
// in one VPC.
func networkOf(ids []string, subnets []types.Subnet) (*artifact.Network, error) {
	object := strings.Join(ids, ", ")
	network := &artifact.Network{}
	var places, vpcs []string
	for _, s := range subnets {
		id, vpc := aws.ToString(s.SubnetId), aws.ToString(s.VpcId)
		network.SubnetIDs = append(network.SubnetIDs, id)
		network.AvailabilityZones = append(network.AvailabilityZones, aws.ToString(s.AvailabilityZone))
		places, vpcs = append(places, id+" in "+vpc), append(vpcs, vpc)
	}
	network.SubnetIDs = sortedOnce(network.SubnetIDs)
	network.AvailabilityZones = sortedOnce(network.AvailabilityZones)
	for _, id := range ids {
		if !slices.Contains(network.SubnetIDs, id) {
			return nil, &failure.Error{
				Op: opDiscoveringNetwork, Object: object, Err: fmt.Errorf("subnet %q: %w", id, cluster.ErrNotFound), Hint: hints[codeSubnetNotFound],
			}
		}
	}
	vpcs = sortedOnce(vpcs)
	if len(vpcs) != 1 {
		slices.Sort(places)
		return nil, &failure.Error{
			Op: opDiscoveringNetwork, Object: object,
			Err:  fmt.Errorf("the subnets lie in %d VPCs (%s)", len(vpcs), strings.Join(places, ", ")),
			Hint: "A cluster lives in one VPC: give subnet_ids of one.",
		}
	}
	network.VPCID = vpcs[0]
	return network, nil
}
