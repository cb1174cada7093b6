package provider_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// A cluster that was stopped for the night goes all the same, leaves the
// snapshot that was asked for, and nothing else but the log group that it may not
// delete, and says so. A name that is taken is found out before anything is
// deleted.
func TestDestroyStartsAStoppedClusterAndTakesItsLastSnapshotOnce(t *testing.T) {
	calls := make(chan sandbox.Request, 10_000)
	startSandbox(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.OnRequest = func(r sandbox.Request) { calls <- r }
		// The interfaces of a deleted cluster hold its security group for a while.
		c.Faults = append(c.Faults, faults.Rule{
			Operation: "DeleteSecurityGroup", Fault: faults.Refuse, Code: "DependencyViolation", Message: "it has a dependent object", Times: 2,
		}, faults.Rule{
			Operation: "DeleteLogGroup", Fault: faults.Refuse, Code: "AccessDeniedException", Message: "not authorized to perform: logs:DeleteLogGroup", Times: 1,
		})
	}))
	w := newServedWorkspace(t, archiveImage("orders.tar")+cloneOf("inherit_master_password = true\ninstance_count = 2\nenabled_cloudwatch_logs_exports = [\"instance\", \"postgresql\"]\nfinal_snapshot_identifier = \"last-orders\""))
	w.run(t, "apply", "-auto-approve")
	const denied, deleted = "/aws/rds/cluster/clone/instance", "/aws/rds/cluster/clone/postgresql"
	if groups := logGroups(t); !slices.Equal(groups, []string{denied, deleted}) {
		t.Errorf("the log groups are %v", groups)
	}
	takeSnapshot(t, "last-orders")
	drain(calls)
	w.fails(t, "last-orders", "destroy", "-auto-approve")
	costs(t, calls, map[string]int{"DeleteDBInstance": 0, "DeleteDBCluster": 0})
	dropSnapshot(t, "last-orders")

	stopClone(t)
	drain(calls)
	if out := w.run(t, "destroy", "-auto-approve"); !strings.Contains(out, `"`+denied+`"`) || strings.Contains(out, `"`+deleted+`"`) {
		t.Errorf("the destroy does not tell what is left:\n%s", out)
	}
	costs(t, calls, map[string]int{"StartDBCluster": 1, "DeleteDBInstance": 2, "DeleteDBCluster": 1})
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
	if groups := logGroups(t); !slices.Equal(groups, []string{denied}) {
		t.Errorf("the log groups %v are left", groups)
	}
	if out := w.run(t, "destroy", "-auto-approve"); !strings.Contains(out, "0 destroyed") {
		t.Errorf("the second destroy does something:\n%s", out)
	}
	snapshots, err := rdsClient(t).DescribeDBClusterSnapshots(t.Context(), &rds.DescribeDBClusterSnapshotsInput{DBClusterSnapshotIdentifier: aws.String("last-orders")})
	if err != nil || len(snapshots.DBClusterSnapshots) != 1 {
		t.Errorf("the last snapshot: %v, %v", snapshots, err)
	}
}

func stopClone(t *testing.T) {
	t.Helper()
	client := rdsClient(t)
	if _, err := client.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: aws.String("clone")}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), waitTime)
	defer cancel()
	for {
		out, err := client.DescribeDBClusters(ctx, &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("clone")})
		if err != nil {
			t.Fatal(err)
		}
		if aws.ToString(out.DBClusters[0].Status) == "stopped" {
			return
		}
	}
}

func takeSnapshot(t *testing.T, identifier string) {
	t.Helper()
	_, err := rdsClient(t).CreateDBClusterSnapshot(t.Context(), &rds.CreateDBClusterSnapshotInput{
		DBClusterIdentifier: aws.String("clone"), DBClusterSnapshotIdentifier: aws.String(identifier),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func dropSnapshot(t *testing.T, identifier string) {
	t.Helper()
	_, err := rdsClient(t).DeleteDBClusterSnapshot(t.Context(), &rds.DeleteDBClusterSnapshotInput{DBClusterSnapshotIdentifier: aws.String(identifier)})
	if err != nil {
		t.Fatal(err)
	}
}

// logGroups are the names of all log groups.
func logGroups(t *testing.T) []string {
	t.Helper()
	cfg, err := awsConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found, err := cloudwatchlogs.NewFromConfig(cfg).DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, g := range found.LogGroups {
		names = append(names, aws.ToString(g.LogGroupName))
	}
	return names
}
