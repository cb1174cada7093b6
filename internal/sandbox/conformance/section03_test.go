package conformance_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// subnetGroup makes a subnet group in the default VPC.
func (w *world) subnetGroup(t *testing.T, name string, subnets ...string) {
	t.Helper()
	out, err := w.RDS.CreateDBSubnetGroup(t.Context(), &rds.CreateDBSubnetGroupInput{
		DBSubnetGroupName: aws.String(name), DBSubnetGroupDescription: aws.String("test"), SubnetIds: subnets,
	})
	must(t, err)
	if got := aws.ToString(out.DBSubnetGroup.SubnetGroupStatus); got != "Complete" {
		t.Errorf("the group's status is %s, want Complete", got)
	}
}

func (w *world) deleteSubnetGroup(t *testing.T, name string) error {
	t.Helper()
	_, err := w.RDS.DeleteDBSubnetGroup(t.Context(), &rds.DeleteDBSubnetGroupInput{DBSubnetGroupName: aws.String(name)})
	return err
}

const newGroup = "Action=CreateDBSubnetGroup&DBSubnetGroupDescription=d&SubnetIds.SubnetIdentifier.1=subnet-0a&SubnetIds.SubnetIdentifier.2=subnet-0b&DBSubnetGroupName="

// calmSubnetGroupRows change nothing.
func calmSubnetGroupRows() []row {
	return []row{
		refusedRaw("3.2 describe has no filters", "Action=DescribeDBSubnetGroups&Filters.Filter.1.Name=x&Filters.Filter.1.Values.Value.1=y", 400, "UnknownParameter", "Filters"),
		refusedRaw("3.7 name longer than 255", newGroup+strings.Repeat("a", 256), 400, "InvalidParameterValue", "Invalid subnet group name"),
		refusedRaw("3.7 name that begins with a digit", newGroup+"1st", 400, "InvalidParameterValue", "Invalid subnet group name"),
		refusedRaw("3.8 description in other than ASCII", strings.Replace(newGroup, "Description=d", "Description=caf%C3%A9", 1)+"g", 400, "InvalidParameterValue",
			"The parameter DBSubnetGroupDescription must not contain non-printable control characters."),
		refusedRaw("3.12 no subnets", "Action=CreateDBSubnetGroup&DBSubnetGroupDescription=d&DBSubnetGroupName=g", 400, "InvalidSubnet", "Subnet IDs are required."),
	}
}

// subnetGroupRows build on each other.
func subnetGroupRows() []row {
	return []row{
		{"3.3 two subnets in two zones", func(t *testing.T, w *world) { w.subnetGroup(t, "Pair", "subnet-0a", "subnet-0b") }},
		{"3.4 name that exists", func(t *testing.T, w *world) {
			w.rawRefused(t, newGroup+"pair", 400, "DBSubnetGroupAlreadyExists", "")
		}},
		{"3.15 delete a group that a cluster uses", func(t *testing.T, w *world) {
			w.newCluster(t, "paired", func(in *createInput) { in.DBSubnetGroupName = aws.String("pair") })
			if got, want := sandboxtest.Refused(t, w.deleteSubnetGroup(t, "pair"), "InvalidDBSubnetGroupStateFault"),
				"Cannot delete the subnet group 'pair' because at least one database cluster: paired is still using it."; got != want {
				t.Errorf("message\n got: %s\nwant: %s", got, want)
			}
		}},
		{"3.14 delete a group that an instance uses", func(t *testing.T, w *world) {
			w.AddInstance(t, "paired", "paired-1")
			if got, want := sandboxtest.Refused(t, w.deleteSubnetGroup(t, "pair"), "InvalidDBSubnetGroupStateFault"),
				"Cannot delete the subnet group 'pair' because at least one database instance: paired-1 is still using it."; got != want {
				t.Errorf("message\n got: %s\nwant: %s", got, want)
			}
		}},
		{"6.18 zone that the subnet group lacks", func(t *testing.T, w *world) {
			sandboxtest.Refused(t, add(func(in *instanceInput) {
				in.DBClusterIdentifier, in.AvailabilityZone = aws.String("paired"), aws.String("eu-central-1c")
			})(t.Context(), w), "InvalidVPCNetworkStateFault")
		}},
	}
}
