package conformance_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// networkRows are about subnets beside those that stand ready; each has a world of
// its own.
func networkRows() []row {
	return []row{
		{"4.33 no security groups in a shared VPC", testSharedVPC},
		{"4.34 fewer than two zones of the source's storage", testZonesOfTheSource},
	}
}

// subnetIn makes a subnet of the default VPC in a zone and returns its id.
func (w *world) subnetIn(t *testing.T, zone, block string) string {
	t.Helper()
	out, err := w.EC2.CreateSubnet(t.Context(), &ec2.CreateSubnetInput{
		VpcId: aws.String("vpc-0a"), CidrBlock: aws.String(block), AvailabilityZone: aws.String(zone),
	})
	must(t, err)
	return aws.ToString(out.Subnet.SubnetId)
}

func testZonesOfTheSource(t *testing.T, _ *world) {
	t.Helper()
	w := bare(t, nil)
	w.Clients = sandboxtest.ClientsAt(w.server.URL(), sandboxtest.InRegion("us-east-1")) // which has more zones than a volume
	w.newCluster(t, "orders")
	w.AddInstance(t, "orders", "orders-1")
	d, e := w.subnetIn(t, "us-east-1d", "172.31.48.0/20"), w.subnetIn(t, "us-east-1e", "172.31.64.0/20")
	w.subnetGroup(t, "none", d, e)
	w.subnetGroup(t, "one", "subnet-0c", d, e)
	w.subnetGroup(t, "two", "subnet-0b", "subnet-0c", d)
	for group, covered := range map[string]string{"none": "", "one": "us-east-1c"} {
		err := restore(func(in *restoreInput) { in.DBSubnetGroupName = &group })(t.Context(), w)
		want := "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: " + covered + ". Add subnets to cover at least 2 AZs."
		if said := sandboxtest.Refused(t, err, "DBSubnetGroupDoesNotCoverEnoughAZs"); said != want {
			t.Errorf("into %s it says %s", group, said)
		}
	}
	must(t, restore(func(in *restoreInput) {
		in.DBClusterIdentifier, in.DBSubnetGroupName = aws.String("two"), aws.String("two")
	})(t.Context(), w))
	w.AwaitCluster(t, "two")
	if got, want := w.Cluster(t, "two").AvailabilityZones, w.Cluster(t, "orders").AvailabilityZones; !slices.Equal(got, want) {
		t.Errorf("the clone's volume is in %v, the source's in %v", got, want)
	}
	// A new volume goes where its subnets are; 5.39.
	w.newCluster(t, "elsewhere", func(in *createInput) { in.DBSubnetGroupName = aws.String("none") })
	if got := w.Cluster(t, "elsewhere").AvailabilityZones; !slices.Equal(got, []string{"us-east-1a", "us-east-1d", "us-east-1e"}) {
		t.Errorf("the new volume is in %v", got)
	}
	w.AddInstance(t, "elsewhere", "elsewhere-1")
	if zone := aws.ToString(w.instanceOf(t, "elsewhere-1").AvailabilityZone); zone != "us-east-1d" {
		t.Errorf("its instance is in %s", zone)
	}
	err := create(func(in *createInput) {
		in.DBSubnetGroupName, in.AvailabilityZones = aws.String("none"), []string{"us-east-1a", "us-east-1b", "us-east-1c"}
	})(t.Context(), w)
	sandboxtest.Refused(t, err, "DBSubnetGroupDoesNotCoverEnoughAZs")
}

func testSharedVPC(t *testing.T, _ *world) {
	t.Helper()
	w := bare(t, func(c *sandbox.Config) { c.SharedVPC = true })
	vpcs, err := w.EC2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{VpcIds: []string{"vpc-1a"}})
	must(t, err)
	if owner := aws.ToString(vpcs.Vpcs[0].OwnerId); owner == sandbox.AccountID {
		t.Errorf("the VPC is owned by %s", owner)
	}
	_, err = w.EC2.CreateSubnet(t.Context(), &ec2.CreateSubnetInput{VpcId: aws.String("vpc-1a"), CidrBlock: aws.String("172.30.64.0/20")})
	sandboxtest.Refused(t, err, "UnauthorizedOperation")
	_, err = w.EC2.DeleteSubnet(t.Context(), &ec2.DeleteSubnetInput{SubnetId: aws.String("subnet-1a")})
	sandboxtest.Refused(t, err, "UnauthorizedOperation")
	w.newCluster(t, "orders")
	w.AddInstance(t, "orders", "orders-1")
	w.subnetGroup(t, "shared", "subnet-1a", "subnet-1b", "subnet-1c")
	into := func(groups ...string) error {
		return restore(func(in *restoreInput) { in.DBSubnetGroupName, in.VpcSecurityGroupIds = aws.String("shared"), groups })(t.Context(), w)
	}
	if said := sandboxtest.Refused(t, into(), "InvalidParameterValue"); said != "The specified VPC vpc-1a is a shared VPC, please explicitly provide an EC2 security group." {
		t.Errorf("it says %s", said)
	}
	ours, err := w.EC2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		GroupName: aws.String("ours"), Description: aws.String("ours"), VpcId: aws.String("vpc-1a"),
	})
	must(t, err)
	must(t, into(aws.ToString(ours.GroupId)))
	w.AwaitCluster(t, "never")
}
