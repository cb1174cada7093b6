package aurora

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const opFindingFirewall = "finding security group"

// FindFirewallGroup returns the VPC security group of a name;
// [cluster.ErrNotFound] when the VPC has none.
func (c *Client) FindFirewallGroup(ctx context.Context, vpcID, name string) (cluster.FirewallGroup, error) {
	found, err := c.findFirewallGroup(ctx, vpcID, name)
	if err != nil {
		return cluster.FirewallGroup{}, err
	}
	return flattenFirewallGroup(found), nil
}

func (c *Client) findFirewallGroup(ctx context.Context, vpcID, name string) (types.SecurityGroup, error) {
	found, err := c.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{Filters: []types.Filter{
		{Name: aws.String("vpc-id"), Values: []string{vpcID}},
		{Name: aws.String("group-name"), Values: []string{name}},
	}})
	if err != nil {
		return types.SecurityGroup{}, explain(opFindingFirewall, name, err, codeGroupNotFound, codeGroupIDNotFound)
	}
	for _, g := range found.SecurityGroups {
		if aws.ToString(g.GroupName) == name && aws.ToString(g.VpcId) == vpcID {
			return g, nil
		}
	}
	return types.SecurityGroup{}, &failure.Error{
		Op: opFindingFirewall, Object: name, Err: fmt.Errorf("VPC %s has none of that name: %w", vpcID, cluster.ErrNotFound),
	}
}

// FindFirewallGroupsByID returns VPC security groups; [cluster.ErrNotFound] when
// one of them does not exist.
func (c *Client) FindFirewallGroupsByID(ctx context.Context, ids []string) ([]cluster.FirewallGroup, error) {
	if len(ids) == 0 {
		return nil, nil // AWS would take this as "all"
	}
	found, err := c.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{GroupIds: ids})
	if err != nil {
		return nil, explain(opFindingFirewall, strings.Join(ids, ", "), err, codeGroupNotFound, codeGroupIDNotFound)
	}
	groups := make([]cluster.FirewallGroup, 0, len(found.SecurityGroups))
	for _, g := range found.SecurityGroups {
		groups = append(groups, flattenFirewallGroup(g))
	}
	return groups, nil
}

// CreateFirewallGroup makes a security group and closes it: a new one lets
// everything out. When closing it fails, the group exists; the next run finds
// and closes it.
func (c *Client) CreateFirewallGroup(ctx context.Context, request cluster.FirewallGroupRequest) (cluster.FirewallGroup, error) {
	made, err := c.ec2.CreateSecurityGroup(ctx, &ec2.CreateSecurityGroupInput{
		GroupName:   aws.String(request.Name),
		Description: aws.String(request.Description),
		VpcId:       aws.String(request.VPCID),
		TagSpecifications: []types.TagSpecification{
			{ResourceType: types.ResourceTypeSecurityGroup, Tags: expandEC2Tags(request.Tags)},
		},
	})
	if err != nil {
		return cluster.FirewallGroup{}, explain("creating security group", request.Name, err)
	}
	group := cluster.FirewallGroup{
		ID: aws.ToString(made.GroupId), Name: request.Name, VPCID: request.VPCID, Tags: request.Tags,
	}
	return group, c.whileInvisible(ctx, func() error { return c.CloseFirewallGroup(ctx, group) })
}

// CloseFirewallGroup removes every rule that the group has now, inbound and
// outbound.
func (c *Client) CloseFirewallGroup(ctx context.Context, group cluster.FirewallGroup) error {
	found, err := c.findFirewallGroup(ctx, group.VPCID, group.Name)
	if err != nil {
		return err
	}
	if len(found.IpPermissions) > 0 {
		_, err := c.ec2.RevokeSecurityGroupIngress(ctx, &ec2.RevokeSecurityGroupIngressInput{GroupId: found.GroupId, IpPermissions: found.IpPermissions})
		if err != nil {
			return explain("closing security group", group.ID, err, codeGroupIDNotFound)
		}
	}
	if len(found.IpPermissionsEgress) > 0 {
		_, err := c.ec2.RevokeSecurityGroupEgress(ctx, &ec2.RevokeSecurityGroupEgressInput{GroupId: found.GroupId, IpPermissions: found.IpPermissionsEgress})
		if err != nil {
			return explain("closing security group", group.ID, err, codeGroupIDNotFound)
		}
	}
	return nil
}

// TagFirewallGroup sets tags on a security group.
func (c *Client) TagFirewallGroup(ctx context.Context, id string, tags map[string]string) error {
	_, err := c.ec2.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{id}, Tags: expandEC2Tags(tags)})
	return explain("tagging security group", id, err, codeGroupIDNotFound)
}

// DeleteFirewallGroup deletes a security group; one that is gone is no error.
// The network interfaces of a deleted cluster hold it for some minutes: it is
// tried again for ten.
func (c *Client) DeleteFirewallGroup(ctx context.Context, id string) error {
	return c.whileBusy(ctx, later, func() error {
		_, err := c.ec2.DeleteSecurityGroup(ctx, &ec2.DeleteSecurityGroupInput{GroupId: aws.String(id)})
		if code := codeOf(err); code == codeGroupNotFound || code == codeGroupIDNotFound {
			return nil
		}
		return explain("deleting security group", id, err)
	})
}
