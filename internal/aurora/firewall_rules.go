package aurora

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// AuthorizeIngress adds inbound rules; one that is there already is no error.
func (c *Client) AuthorizeIngress(ctx context.Context, groupID string, rules []cluster.Ingress) error {
	// One call for each: a rule that exists refuses a whole call.
	for _, rule := range rules {
		_, err := c.ec2.AuthorizeSecurityGroupIngress(ctx, &ec2.AuthorizeSecurityGroupIngressInput{
			GroupId: aws.String(groupID), IpPermissions: []types.IpPermission{expandIngress(rule)},
		})
		if err != nil && codeOf(err) != "InvalidPermission.Duplicate" {
			return explain("opening security group", groupID, err)
		}
	}
	return nil
}

// RevokeIngress removes inbound rules; one that is gone is no error.
func (c *Client) RevokeIngress(ctx context.Context, groupID string, rules []cluster.Ingress) error {
	for _, rule := range rules {
		_, err := c.ec2.RevokeSecurityGroupIngress(ctx, &ec2.RevokeSecurityGroupIngressInput{
			GroupId: aws.String(groupID), IpPermissions: []types.IpPermission{expandIngress(rule)},
		})
		if err != nil && codeOf(err) != "InvalidPermission.NotFound" {
			return explain("closing security group", groupID, err)
		}
	}
	return nil
}

func expandIngress(rule cluster.Ingress) types.IpPermission {
	permission := types.IpPermission{IpProtocol: aws.String(rule.Protocol)}
	if rule.Protocol != "-1" {
		permission.FromPort, permission.ToPort = aws.Int32(int32(rule.FromPort)), aws.Int32(int32(rule.ToPort))
	}
	switch {
	case rule.SecurityGroupID != "":
		permission.UserIdGroupPairs = []types.UserIdGroupPair{{GroupId: aws.String(rule.SecurityGroupID)}}
	case rule.PrefixListID != "":
		permission.PrefixListIds = []types.PrefixListId{{PrefixListId: aws.String(rule.PrefixListID)}}
	case strings.Contains(rule.CIDR, ":"):
		permission.Ipv6Ranges = []types.Ipv6Range{{CidrIpv6: aws.String(rule.CIDR)}}
	default:
		permission.IpRanges = []types.IpRange{{CidrIp: aws.String(rule.CIDR)}}
	}
	return permission
}

func flattenFirewallGroup(g types.SecurityGroup) cluster.FirewallGroup {
	flat := cluster.FirewallGroup{
		ID: aws.ToString(g.GroupId), Name: aws.ToString(g.GroupName), VPCID: aws.ToString(g.VpcId),
		Egress: len(flattenPermissions(g.IpPermissionsEgress)),
		Tags:   make(map[string]string, len(g.Tags)),
	}
	flat.Ingress = flattenPermissions(g.IpPermissions)
	for _, t := range g.Tags {
		flat.Tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return flat
}

func flattenPermissions(permissions []types.IpPermission) []cluster.Ingress {
	var rules []cluster.Ingress
	for _, p := range permissions {
		rule := cluster.Ingress{Protocol: aws.ToString(p.IpProtocol), FromPort: -1, ToPort: -1}
		if rule.Protocol != "-1" {
			rule.FromPort, rule.ToPort = int(aws.ToInt32(p.FromPort)), int(aws.ToInt32(p.ToPort))
		}
		with := func(set func(*cluster.Ingress)) {
			one := rule
			set(&one)
			rules = append(rules, one)
		}
		for _, r := range p.IpRanges {
			with(func(i *cluster.Ingress) { i.CIDR = aws.ToString(r.CidrIp) })
		}
		for _, r := range p.Ipv6Ranges {
			with(func(i *cluster.Ingress) { i.CIDR = aws.ToString(r.CidrIpv6) })
		}
		for _, r := range p.UserIdGroupPairs {
			with(func(i *cluster.Ingress) { i.SecurityGroupID = aws.ToString(r.GroupId) })
		}
		for _, r := range p.PrefixListIds {
			with(func(i *cluster.Ingress) { i.PrefixListID = aws.ToString(r.PrefixListId) })
		}
	}
	slices.SortFunc(rules, func(a, b cluster.Ingress) int {
		return cmp.Or(cmp.Compare(a.CIDR, b.CIDR), cmp.Compare(a.SecurityGroupID, b.SecurityGroupID), cmp.Compare(a.FromPort, b.FromPort))
	})
	return rules
}

func expandEC2Tags(tags map[string]string) []types.Tag {
	list := make([]types.Tag, 0, len(tags))
	for key, value := range tags {
		list = append(list, types.Tag{Key: aws.String(key), Value: aws.String(value)})
	}
	slices.SortFunc(list, func(a, b types.Tag) int { return cmp.Compare(*a.Key, *b.Key) })
	return list
}
