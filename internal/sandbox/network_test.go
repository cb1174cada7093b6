package sandbox_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestNetworkAtStart(t *testing.T) {
	t.Parallel()
	c := clientsOf(sandboxtest.Start(t))
	vpcs, err := c.EC2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{Filters: []ec2types.Filter{{Name: aws.String("is-default"), Values: []string{"true"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(vpcs.Vpcs) != 1 {
		t.Fatalf("%d default VPCs, want 1", len(vpcs.Vpcs))
	}
	subnets, err := c.EC2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{
		SubnetIds: []string{"subnet-0a", "subnet-0b", "subnet-0c"},
		Filters:   []ec2types.Filter{{Name: aws.String("vpc-id"), Values: []string{aws.ToString(vpcs.Vpcs[0].VpcId)}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	zones := map[string]string{}
	for _, s := range subnets.Subnets {
		zones[aws.ToString(s.SubnetId)] = aws.ToString(s.AvailabilityZone)
	}
	if len(zones) != 3 || zones["subnet-0a"] != "eu-central-1a" || zones["subnet-0b"] != "eu-central-1b" || zones["subnet-0c"] != "eu-central-1c" {
		t.Errorf("subnets and zones: %v", zones)
	}
	groups, err := c.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{
		Filters: []ec2types.Filter{{Name: aws.String("group-name"), Values: []string{"def*"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(groups.SecurityGroups) != 1 || len(groups.SecurityGroups[0].IpPermissions) != 1 || len(groups.SecurityGroups[0].IpPermissionsEgress) != 1 {
		t.Errorf("the default group is %+v", groups.SecurityGroups)
	}
	rdsGroups, err := c.RDS.DescribeDBSubnetGroups(t.Context(), &rds.DescribeDBSubnetGroupsInput{DBSubnetGroupName: aws.String("default")})
	if err != nil {
		t.Fatal(err)
	}
	if g := rdsGroups.DBSubnetGroups[0]; len(g.Subnets) != 3 || aws.ToString(g.SubnetGroupStatus) != "Complete" {
		t.Errorf("the default subnet group is %+v", g)
	}
	_, err = c.EC2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{SubnetIds: []string{"subnet-9"}})
	if got, want := sandboxtest.Refused(t, err, "InvalidSubnetID.NotFound"), "The subnet ID 'subnet-9' does not exist"; got != want {
		t.Errorf("message\n got: %s\nwant: %s", got, want)
	}
}

func TestSecurityGroupRules(t *testing.T) {
	t.Parallel()
	c := clientsOf(sandboxtest.Start(t))
	created, err := c.EC2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		GroupName: aws.String("ours"), Description: aws.String("closed"), VpcId: aws.String("vpc-0a"),
		TagSpecifications: []ec2types.TagSpecification{{
			ResourceType: ec2types.ResourceTypeSecurityGroup, Tags: []ec2types.Tag{{Key: aws.String("owner"), Value: aws.String("us")}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	permission := ec2types.IpPermission{
		IpProtocol: aws.String("tcp"), FromPort: aws.Int32(5432), ToPort: aws.Int32(5432),
		IpRanges:         []ec2types.IpRange{{CidrIp: aws.String("10.0.0.0/8"), Description: aws.String("office")}, {CidrIp: aws.String("10.0.0.0/16")}},
		UserIdGroupPairs: []ec2types.UserIdGroupPair{{GroupId: aws.String("sg-0a")}},
	}
	authorize := &ec2.AuthorizeSecurityGroupIngressInput{GroupId: created.GroupId, IpPermissions: []ec2types.IpPermission{permission}}
	out, err := c.EC2.AuthorizeSecurityGroupIngress(t.Context(), authorize)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.SecurityGroupRules) != 3 {
		t.Errorf("%d rules for three peers", len(out.SecurityGroupRules))
	}
	_, err = c.EC2.AuthorizeSecurityGroupIngress(t.Context(), authorize)
	if got, want := sandboxtest.Refused(t, err, "InvalidPermission.Duplicate"), `the specified rule "peer: 10.0.0.0/8, TCP, from port: 5432, to port: 5432, ALLOW" already exists`; got != want {
		t.Errorf("message\n got: %s\nwant: %s", got, want)
	}
	_, err = c.EC2.RevokeSecurityGroupEgress(t.Context(), &ec2.RevokeSecurityGroupEgressInput{GroupId: created.GroupId, IpPermissions: []ec2types.IpPermission{{
		IpProtocol: aws.String("-1"), IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	groups, err := c.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{
		Filters: []ec2types.Filter{{Name: aws.String("tag:owner"), Values: []string{"us"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(groups.SecurityGroups) != 1 {
		t.Fatalf("%d groups have the tag, want 1", len(groups.SecurityGroups))
	}
	g := groups.SecurityGroups[0]
	if len(g.IpPermissions) != 1 || len(g.IpPermissions[0].IpRanges) != 2 || len(g.IpPermissions[0].UserIdGroupPairs) != 1 || len(g.IpPermissionsEgress) != 0 {
		t.Errorf("the group's rules are %+v and %+v", g.IpPermissions, g.IpPermissionsEgress)
	}
	rules, err := c.EC2.DescribeSecurityGroupRules(t.Context(), &ec2.DescribeSecurityGroupRulesInput{
		Filters: []ec2types.Filter{{Name: aws.String("group-id"), Values: []string{aws.ToString(created.GroupId)}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(rules.SecurityGroupRules) != 3 {
		t.Errorf("%d rules, want 3", len(rules.SecurityGroupRules))
	}
	_, err = c.EC2.RevokeSecurityGroupIngress(t.Context(), &ec2.RevokeSecurityGroupIngressInput{GroupId: created.GroupId, SecurityGroupRuleIds: []string{aws.ToString(rules.SecurityGroupRules[0].SecurityGroupRuleId)}})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsInUseStays(t *testing.T) {
	t.Parallel()
	c := clientsOf(sandboxtest.Start(t, sandboxtest.WithSeed("orders", "CREATE TABLE orders (id int);")))
	group, err := c.EC2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{GroupName: aws.String("ours"), Description: aws.String("x"), VpcId: aws.String("vpc-0a")})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.RDS.CreateDBSubnetGroup(t.Context(), &rds.CreateDBSubnetGroupInput{
		DBSubnetGroupName: aws.String("Ours"), DBSubnetGroupDescription: aws.String("x"), SubnetIds: []string{"subnet-0a", "subnet-0b"},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Clone(t, "copy", func(in *restoreInput) {
		in.DBSubnetGroupName, in.VpcSecurityGroupIds = aws.String("ours"), []string{aws.ToString(group.GroupId)}
	})
	removeGroup := func() error {
		_, err := c.EC2.DeleteSecurityGroup(t.Context(), &ec2.DeleteSecurityGroupInput{GroupId: group.GroupId})
		return err
	}
	removeSubnets := func() error {
		_, err := c.RDS.DeleteDBSubnetGroup(t.Context(), &rds.DeleteDBSubnetGroupInput{DBSubnetGroupName: aws.String("ours")})
		return err
	}
	inUse := func(kind string) {
		t.Helper()
		want := "Cannot delete the subnet group 'ours' because at least one database " + kind + " is still using it."
		if got := sandboxtest.Refused(t, removeSubnets(), "InvalidDBSubnetGroupStateFault"); got != want {
			t.Errorf("message\n got: %s\nwant: %s", got, want)
		}
	}
	sandboxtest.Refused(t, removeGroup(), "DependencyViolation")
	inUse("cluster: copy") // 3.15
	c.AddInstance(t, "copy", "copy-1")
	inUse("instance: copy-1") // 3.14
	c.remove(t, "copy", "copy-1")
	if err := removeGroup(); err != nil {
		t.Error(err)
	}
	if err := removeSubnets(); err != nil {
		t.Error(err)
	}
}

func TestInstancesHaveNetworkInterfaces(t *testing.T) {
	t.Parallel()
	c := clientsOf(sandboxtest.Start(t, sandboxtest.WithConfig(func(cfg *sandbox.Config) {
		cfg.Engines, cfg.Seeds = sandbox.NoEngines, []sandbox.Seed{{Identifier: "orders"}}
	})))
	find := func(name, value string) []ec2types.NetworkInterface {
		t.Helper()
		out, err := c.EC2.DescribeNetworkInterfaces(t.Context(), &ec2.DescribeNetworkInterfacesInput{Filters: []ec2types.Filter{{Name: &name, Values: []string{value}}}})
		if err != nil {
			t.Fatal(err)
		}
		return out.NetworkInterfaces
	}
	found := find("group-id", "sg-0a")
	if len(found) != 1 || len(find("group-id", "sg-other")) != 0 || len(find("vpc-id", "vpc-0a")) != 1 || len(find("subnet-id", "subnet-none")) != 0 {
		t.Fatalf("they are %+v", found)
	}
	one, orders := found[0], c.Cluster(t, "orders")
	if aws.ToString(one.Description) != "RDSNetworkInterface" || aws.ToString(one.PrivateIpAddress) != aws.ToString(orders.Endpoint) || one.Status != ec2types.NetworkInterfaceStatusInUse ||
		aws.ToString(one.SubnetId) == "" || aws.ToString(one.AvailabilityZone) == "" {
		t.Errorf("it is %+v", one)
	}
	_, err := c.EC2.DescribeNetworkInterfaces(t.Context(), &ec2.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{"eni-0"}})
	sandboxtest.Refused(t, err, "InvalidNetworkInterfaceID.NotFound")
}
