package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// watch calls done until it says so.
func watch(t *testing.T, done func() bool) {
	t.Helper()
	for began := time.Now(); !done(); time.Sleep(sandboxtest.Pace) {
		if time.Since(began) > sandboxtest.Patience {
			t.Fatal("waited too long")
		}
	}
}

func TestClusterSettings(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL))
	c := clientsOf(server)

	t.Run("4.3 to 4.12 what AWS chooses for a clone", func(t *testing.T) {
		c.Clone(t, "plain")
		got := c.Cluster(t, "plain")
		if groups := got.VpcSecurityGroups; len(groups) != 1 || aws.ToString(groups[0].VpcSecurityGroupId) != "sg-0a" || aws.ToString(groups[0].Status) != "active" {
			t.Errorf("security groups %+v, want the VPC's default group", groups)
		}
		for what, pair := range map[string][2]string{
			"subnet group":    {aws.ToString(got.DBSubnetGroup), "default"},
			"parameter group": {aws.ToString(got.DBClusterParameterGroup), "default.aurora-postgresql" + aws.ToString(got.EngineVersion)[:2]},
			"lifecycle":       {aws.ToString(got.EngineLifecycleSupport), "open-source-rds-extended-support"},
			"storage type":    {aws.ToString(got.StorageType), ""},
			"endpoint":        {aws.ToString(got.ReaderEndpoint), aws.ToString(got.Endpoint)},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s %q, want %q", what, pair[0], pair[1])
			}
		}
		if aws.ToInt32(got.Port) != 5432 || aws.ToBool(got.DeletionProtection) || aws.ToBool(got.IAMDatabaseAuthenticationEnabled) {
			t.Errorf("port %d, protection %v, IAM %v", aws.ToInt32(got.Port), aws.ToBool(got.DeletionProtection), aws.ToBool(got.IAMDatabaseAuthenticationEnabled))
		}
	})
	t.Run("a clone takes what the call says, and answers at its port", func(t *testing.T) {
		c.Clone(t, "shaped", func(in *restoreInput) {
			in.Port, in.BackupRetentionPeriod, in.PreferredBackupWindow = aws.Int32(5544), aws.Int32(3), aws.String("01:00-01:30")
			in.ServerlessV2ScalingConfiguration = &rdstypes.ServerlessV2ScalingConfiguration{MinCapacity: aws.Float64(0.5), MaxCapacity: aws.Float64(4)}
			in.Tags = []rdstypes.Tag{{Key: aws.String("team"), Value: aws.String("blue")}}
			in.EnableCloudwatchLogsExports, in.StorageType = []string{"postgresql"}, aws.String("aurora-iopt1")
		})
		got := c.Cluster(t, "shaped")
		if aws.ToInt32(got.Port) != 5544 || aws.ToInt32(got.BackupRetentionPeriod) != 3 || aws.ToString(got.PreferredBackupWindow) != "01:00-01:30" ||
			aws.ToFloat64(got.ServerlessV2ScalingConfiguration.MaxCapacity) != 4 || len(got.TagList) != 1 || len(got.EnabledCloudwatchLogsExports) != 1 ||
			aws.ToString(got.StorageType) != "aurora-iopt1" {
			t.Errorf("the clone is not as asked for: %+v", got)
		}
		c.AddInstance(t, "shaped", "shaped-1")
		if n := sandboxtest.CountOrders(t, got, sandboxtest.Password); n != 1000 {
			t.Errorf("the clone has %d orders, want 1000", n)
		}
	})
	t.Run("7.17 a changed port moves the server", func(t *testing.T) {
		_, err := c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("shaped"), Port: aws.Int32(5545)})
		if err != nil {
			t.Fatal(err)
		}
		got := c.Cluster(t, "shaped")
		if aws.ToInt32(got.Port) != 5545 {
			t.Errorf("the port is %d, want 5545", aws.ToInt32(got.Port))
		}
		if n := sandboxtest.CountOrders(t, got, sandboxtest.Password); n != 1000 {
			t.Errorf("the clone has %d orders, want 1000", n)
		}
	})
	t.Run("8.4 and 8.7 protection and final snapshot", func(t *testing.T) {
		protect := func(on bool) {
			_, err := c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("plain"), DeletionProtection: &on})
			if err != nil {
				t.Fatal(err)
			}
		}
		remove := &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String("plain"), FinalDBSnapshotIdentifier: aws.String("last")}
		protect(true)
		_, err := c.RDS.DeleteDBCluster(t.Context(), remove)
		if got, want := sandboxtest.Refused(t, err, "InvalidParameterCombination"), "Cannot delete protected Cluster, please disable deletion protection and try again."; got != want {
			t.Errorf("message\n got: %s\nwant: %s", got, want)
		}
		protect(false)
		if _, err := c.RDS.DeleteDBCluster(t.Context(), remove); err != nil {
			t.Fatal(err)
		}
		out, err := c.RDS.DescribeDBClusterSnapshots(t.Context(), &rds.DescribeDBClusterSnapshotsInput{DBClusterSnapshotIdentifier: aws.String("last")})
		if err != nil {
			t.Fatal(err)
		}
		if s := out.DBClusterSnapshots[0]; aws.ToString(s.DBClusterIdentifier) != "plain" || aws.ToString(s.Status) != "available" {
			t.Errorf("the snapshot is %+v", s)
		}
		c.Clone(t, "plain")
		_, err = c.RDS.DeleteDBCluster(t.Context(), remove)
		sandboxtest.Refused(t, err, "DBClusterSnapshotAlreadyExistsFault")
	})
	t.Run("7.28 and 7.35 rename", func(t *testing.T) {
		before := c.Cluster(t, "plain")
		_, err := c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{
			DBClusterIdentifier: aws.String("plain"), NewDBClusterIdentifier: aws.String("renamed"), ApplyImmediately: aws.Bool(true),
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := c.Cluster(t, "renamed"); aws.ToString(after.DbClusterResourceId) != aws.ToString(before.DbClusterResourceId) {
			t.Error("the renamed cluster has another resource id")
		}
		if !containsInOrder(c.events(t, "renamed"), []string{"Renamed cluster from plain to renamed"}) {
			t.Errorf("no event tells of the rename: %v", c.events(t, "renamed"))
		}
	})
}

func TestTags(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "CREATE TABLE orders (id int);"))
	c := clientsOf(server)
	arn := c.Cluster(t, "orders").DBClusterArn
	for _, value := range []string{"blue", "green"} { // 9.4: the value is replaced
		_, err := c.RDS.AddTagsToResource(t.Context(), &rds.AddTagsToResourceInput{
			ResourceName: arn, Tags: []rdstypes.Tag{{Key: aws.String("team"), Value: aws.String(value)}, {Key: aws.String("kept"), Value: aws.String("")}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := c.RDS.RemoveTagsFromResource(t.Context(), &rds.RemoveTagsFromResourceInput{ResourceName: arn, TagKeys: []string{"kept", "never there"}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.RDS.ListTagsForResource(t.Context(), &rds.ListTagsForResourceInput{ResourceName: arn})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.TagList) != 1 || aws.ToString(out.TagList[0].Value) != "green" {
		t.Errorf("the tags are %+v, want team=green alone", out.TagList)
	}
	if described := c.Cluster(t, "orders").TagList; len(described) != 1 {
		t.Errorf("DescribeDBClusters shows the tags %+v", described)
	}
	c.Clone(t, "copy")
	if tags := c.Cluster(t, "copy").TagList; len(tags) != 0 {
		t.Errorf("9.7: the clone has its source's tags: %+v", tags)
	}
}
