package sandbox_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// refusal is one illegal call with AWS's answer. Names begin with the row of the
// conformance table.
type refusal struct {
	name    string
	call    func(context.Context, clients) error
	code    string
	status  int    // 400 when 0
	message string // "" when AWS's text is not published
}

func (r refusal) test(t *testing.T, c clients) {
	t.Helper()
	err := r.call(t.Context(), c)
	message := refused(t, err, r.code)
	want := r.status
	if want == 0 {
		want = http.StatusBadRequest
	}
	if got := status(err); got != want {
		t.Errorf("HTTP status %d, want %d", got, want)
	}
	if r.message != "" && message != r.message {
		t.Errorf("message\n got: %s\nwant: %s", message, r.message)
	}
}

// restore is a legal clone of "orders" with something changed.
func restore(change func(*rds.RestoreDBClusterToPointInTimeInput)) func(context.Context, clients) error {
	return func(ctx context.Context, c clients) error {
		in := &rds.RestoreDBClusterToPointInTimeInput{
			SourceDBClusterIdentifier: aws.String("orders"), DBClusterIdentifier: aws.String("never"),
			RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
		}
		change(in)
		_, err := c.rds.RestoreDBClusterToPointInTime(ctx, in)
		return err
	}
}

// create is a legal new cluster with something changed.
func create(change func(*rds.CreateDBClusterInput)) func(context.Context, clients) error {
	return func(ctx context.Context, c clients) error {
		in := &rds.CreateDBClusterInput{
			DBClusterIdentifier: aws.String("never"), Engine: aws.String("aurora-postgresql"),
			MasterUsername: aws.String("dbadmin"), MasterUserPassword: aws.String("long-enough"),
		}
		change(in)
		_, err := c.rds.CreateDBCluster(ctx, in)
		return err
	}
}

// modify is a Modify of "orders".
func modify(change func(*rds.ModifyDBClusterInput)) func(context.Context, clients) error {
	return func(ctx context.Context, c clients) error {
		in := &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("orders")}
		change(in)
		_, err := c.rds.ModifyDBCluster(ctx, in)
		return err
	}
}

// add is a legal new instance of "orders" with something changed.
func add(change func(*rds.CreateDBInstanceInput)) func(context.Context, clients) error {
	return func(ctx context.Context, c clients) error {
		in := &rds.CreateDBInstanceInput{
			DBClusterIdentifier: aws.String("orders"), DBInstanceIdentifier: aws.String("never"),
			DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
		}
		change(in)
		_, err := c.rds.CreateDBInstance(ctx, in)
		return err
	}
}

// otherNetwork makes a second VPC with two subnets and a cluster without
// instances, "idle", in the first one.
func otherNetwork(t *testing.T, c clients) (group string, subnets []string) {
	t.Helper()
	vpc, err := c.ec2.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	if err != nil {
		t.Fatal(err)
	}
	for i, zone := range []string{"eu-central-1a", "eu-central-1b"} {
		out, err := c.ec2.CreateSubnet(t.Context(), &ec2.CreateSubnetInput{
			VpcId: vpc.Vpc.VpcId, CidrBlock: aws.String([]string{"10.0.0.0/24", "10.0.1.0/24"}[i]), AvailabilityZone: aws.String(zone),
		})
		if err != nil {
			t.Fatal(err)
		}
		subnets = append(subnets, aws.ToString(out.Subnet.SubnetId))
	}
	out, err := c.ec2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		GroupName: aws.String("other"), Description: aws.String("of the other VPC"), VpcId: vpc.Vpc.VpcId,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := create(func(in *rds.CreateDBClusterInput) { in.DBClusterIdentifier = aws.String("idle") })(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	c.awaitCluster(t, "idle")
	_, err = c.rds.CreateDBClusterParameterGroup(t.Context(), &rds.CreateDBClusterParameterGroupInput{
		DBClusterParameterGroupName: aws.String("older"), DBParameterGroupFamily: aws.String("aurora-postgresql13"), Description: aws.String("of an older family"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.GroupId), subnets
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "CREATE TABLE orders (id int);"))
	c := clientsOf(server)
	group, subnets := otherNetwork(t, c)
	all := restoreRefusals(group)
	all = append(all, createRefusals()...)
	all = append(all, instanceRefusals()...)
	all = append(all, modifyRefusals(group)...)
	all = append(all, deleteRefusals()...)
	all = append(all, subnetGroupRefusals(subnets)...)
	all = append(all, otherRefusals()...)
	before := c.cluster(t, "orders")
	for _, r := range all {
		t.Run(r.name, func(t *testing.T) { r.test(t, c) })
	}
	if _, err := c.rds.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("never")}); err == nil {
		t.Error("a refused call has left a cluster behind")
	}
	after := c.cluster(t, "orders")
	after.LatestRestorableTime = before.LatestRestorableTime
	if got, want := settingsOf(after), settingsOf(before); got != want {
		t.Errorf("refused calls have changed the cluster:\n got %s\nwant %s", got, want)
	}
}

// settingsOf writes down what Modify could have changed.
func settingsOf(c rdstypes.DBCluster) string {
	return strings.Join([]string{
		aws.ToString(c.Status), aws.ToString(c.DBClusterIdentifier), aws.ToString(c.PreferredBackupWindow), aws.ToString(c.PreferredMaintenanceWindow),
		aws.ToString(c.DBClusterParameterGroup), aws.ToString(c.StorageType), time.Duration(aws.ToInt32(c.BackupRetentionPeriod)).String(),
	}, " ")
}
