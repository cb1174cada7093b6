package conformance_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// testAutomatedSnapshots begins at ten o'clock with two clusters that are backed up
// at half past eleven, and ends after two nights without them.
func testAutomatedSnapshots(t *testing.T, _ *world) {
	t.Helper()
	clock := sandboxtest.HoldAt(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	w := bare(t, func(c *sandbox.Config) { c.Clock = clock })
	for id, days := range map[string]int32{"orders": 1, "ledger": 2} {
		w.newCluster(t, id, func(in *createInput) {
			in.BackupRetentionPeriod, in.PreferredBackupWindow = &days, aws.String("11:30-12:00")
		})
	}
	expect := func(want ...string) {
		t.Helper()
		out, err := w.RDS.DescribeDBClusterSnapshots(t.Context(), &rds.DescribeDBClusterSnapshotsInput{SnapshotType: aws.String("automated")})
		must(t, err)
		var got []string
		for _, s := range out.DBClusterSnapshots {
			if aws.ToString(s.SnapshotType) != "automated" || aws.ToString(s.Status) != "available" {
				t.Errorf("%s is %s, and %s", aws.ToString(s.DBClusterSnapshotIdentifier), aws.ToString(s.SnapshotType), aws.ToString(s.Status))
			}
			got = append(got, aws.ToString(s.DBClusterSnapshotIdentifier))
		}
		if !slices.Equal(got, want) {
			t.Errorf("the snapshots are %v, want %v", got, want)
		}
	}
	const first, second, third = "rds:ledger-2026-11-22-11-31", "rds:ledger-2026-11-23-11-31", "rds:ledger-2026-11-24-11-31"
	expect()
	clock.GoOn(91 * time.Minute)
	expect(first, "rds:orders-2026-11-22-11-31")
	_, err := w.RDS.DeleteDBClusterSnapshot(t.Context(), &rds.DeleteDBClusterSnapshotInput{DBClusterSnapshotIdentifier: aws.String(first)})
	refuses(t, err, "InvalidDBClusterSnapshotStateFault", http.StatusBadRequest)
	clock.GoOn(24 * time.Hour)
	expect(first, second, "rds:orders-2026-11-23-11-31")
	clock.GoOn(24 * time.Hour)
	expect(second, third, "rds:orders-2026-11-24-11-31")
	_, err = w.RDS.RestoreDBClusterFromSnapshot(t.Context(), &rds.RestoreDBClusterFromSnapshotInput{
		DBClusterIdentifier: aws.String("again"), SnapshotIdentifier: aws.String(third), Engine: aws.String("aurora-postgresql"),
	})
	must(t, err)
	w.AwaitCluster(t, "again")
	_, err = w.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{
		DBClusterIdentifier: aws.String("ledger"), SkipFinalSnapshot: aws.Bool(true), DeleteAutomatedBackups: aws.Bool(false),
	})
	must(t, err)
	w.deleteCluster(t, "orders")
	expect(second, third)
}
