package conformance_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const newSnapshot = "Action=CreateDBClusterSnapshot&DBClusterIdentifier=orders&DBClusterSnapshotIdentifier="

func (w *world) snapshotOf(t *testing.T, id string) rdstypes.DBClusterSnapshot {
	t.Helper()
	out, err := w.RDS.DescribeDBClusterSnapshots(t.Context(), &rds.DescribeDBClusterSnapshotsInput{DBClusterSnapshotIdentifier: aws.String(id)})
	must(t, err)
	return out.DBClusterSnapshots[0]
}

// snapshots returns how many snapshots pass a filter.
func (w *world) snapshots(t *testing.T, filter, value string) int {
	t.Helper()
	out, err := w.RDS.DescribeDBClusterSnapshots(t.Context(), &rds.DescribeDBClusterSnapshotsInput{
		Filters: []rdstypes.Filter{{Name: aws.String(filter), Values: []string{value}}},
	})
	must(t, err)
	return len(out.DBClusterSnapshots)
}

func calmSnapshotRows() []row {
	const restore = "Action=RestoreDBClusterFromSnapshot&DBClusterIdentifier=never&SnapshotIdentifier=Nothing&Engine=aurora-postgresql"
	return []row{
		refusedRaw("12.5 name longer than 63", newSnapshot+strings.Repeat("a", 64), 400, "InvalidParameterValue", ""),
		refusedRaw("12.6 unknown cluster", "Action=CreateDBClusterSnapshot&DBClusterIdentifier=nobody&DBClusterSnapshotIdentifier=s", 404, "DBClusterNotFoundFault", "DBCluster nobody not found."),
		refusedRaw("12.8 unknown snapshot", "Action=DescribeDBClusterSnapshots&DBClusterSnapshotIdentifier=x", 404, "DBClusterSnapshotNotFoundFault", "DBClusterSnapshot x not found."),
		{"12.9 snapshots of an unknown cluster", func(t *testing.T, w *world) {
			out, err := w.RDS.DescribeDBClusterSnapshots(t.Context(), &rds.DescribeDBClusterSnapshotsInput{DBClusterIdentifier: aws.String("nobody")})
			must(t, err)
			if len(out.DBClusterSnapshots) != 0 {
				t.Errorf("the snapshots are %+v", out.DBClusterSnapshots)
			}
		}},
		refusedRaw("12.10 both identifiers", "Action=DescribeDBClusterSnapshots&DBClusterSnapshotIdentifier=x&DBClusterIdentifier=orders", 400, "InvalidParameterCombination", ""),
		refusedRaw("12.13 delete an unknown one", "Action=DeleteDBClusterSnapshot&DBClusterSnapshotIdentifier=x", 404, "DBClusterSnapshotNotFoundFault", "DBClusterSnapshot x not found."),
		refusedRaw("12.15 restore an unknown one", restore, 404, "DBClusterSnapshotNotFoundFault", "DBClusterSnapshot not found: Nothing"),
		{"12.16 required parameters", func(t *testing.T, w *world) {
			for _, name := range []string{"DBClusterIdentifier", "SnapshotIdentifier", "Engine"} {
				w.rawRefused(t, strings.Replace(restore, "&"+name+"=", "&Colour=", 1), 400, "MissingParameter", name)
			}
		}},
	}
}

// snapshotRows work on "third", whose tags travel.
func snapshotRows() []row {
	return []row{
		{"12.1 create, and the tags travel", func(t *testing.T, w *world) {
			out, err := w.RDS.CreateDBClusterSnapshot(t.Context(), &rds.CreateDBClusterSnapshotInput{
				DBClusterIdentifier: aws.String("third"), DBClusterSnapshotIdentifier: aws.String("Monday"),
				Tags: []rdstypes.Tag{{Key: aws.String("day"), Value: aws.String("1")}},
			})
			must(t, err)
			if s := aws.ToString(out.DBClusterSnapshot.Status); s != "creating" {
				t.Errorf("the answer's status is %s", s)
			}
			waiter := rds.NewDBClusterSnapshotAvailableWaiter(w.RDS, func(o *rds.DBClusterSnapshotAvailableWaiterOptions) {
				o.MinDelay, o.MaxDelay = sandboxtest.Pace, sandboxtest.Pace
			})
			must(t, waiter.Wait(t.Context(), &rds.DescribeDBClusterSnapshotsInput{DBClusterSnapshotIdentifier: aws.String("monday")}, sandboxtest.Patience))
			s := w.snapshotOf(t, "monday")
			if aws.ToInt32(s.PercentProgress) != 100 || len(s.TagList) != 2 {
				t.Errorf("the snapshot is %+v", s)
			}
			if got := w.tagsOf(t, aws.ToString(s.DBClusterSnapshotArn)); got != "stays=yes day=1" {
				t.Errorf("its tags are %s", got)
			}
		}},
		{"12.3 name taken", func(t *testing.T, w *world) {
			w.rawRefused(t, newSnapshot+"monday", 400, "DBClusterSnapshotAlreadyExistsFault",
				"Cannot create the snapshot because a snapshot with the identifier monday already exists.")
		}},
		{"12.11 filters", func(t *testing.T, w *world) {
			for filter, value := range map[string]string{"db-cluster-id": "third", "db-cluster-snapshot-id": "monday"} {
				if n := w.snapshots(t, filter, value); n != 1 {
					t.Errorf("%s=%s: %d snapshots", filter, value, n)
				}
			}
			for filter, value := range map[string]string{"snapshot-type": "manual", "engine": "aurora-postgresql"} {
				if n := w.snapshots(t, filter, value); n != 2 {
					t.Errorf("%s=%s: %d snapshots, want last and monday", filter, value, n)
				}
			}
			if n := w.snapshots(t, "snapshot-type", "automated"); n != 0 {
				t.Errorf("%d automated snapshots", n)
			}
		}},
		{"12.16 restore with the data, without the clone group", func(t *testing.T, w *world) {
			_, err := w.RDS.RestoreDBClusterFromSnapshot(t.Context(), &rds.RestoreDBClusterFromSnapshotInput{
				DBClusterIdentifier: aws.String("again"), SnapshotIdentifier: w.snapshotOf(t, "monday").DBClusterSnapshotArn, Engine: aws.String("aurora-postgresql"),
			})
			must(t, err)
			w.AwaitCluster(t, "again")
			w.AddInstance(t, "again", "again-1")
			c := w.Cluster(t, "again")
			if n := sandboxtest.CountOrders(t, c, sandboxtest.Password); n != 1000 || c.CloneGroupId != nil || len(c.TagList) != 0 {
				t.Errorf("%d orders, clone group %v, tags %v", n, c.CloneGroupId, c.TagList)
			}
		}},
		{"12.13 a deleted snapshot is gone", func(t *testing.T, w *world) {
			_, err := w.RDS.DeleteDBClusterSnapshot(t.Context(), &rds.DeleteDBClusterSnapshotInput{DBClusterSnapshotIdentifier: aws.String("monday")})
			must(t, err)
			waiter := rds.NewDBClusterSnapshotDeletedWaiter(w.RDS, func(o *rds.DBClusterSnapshotDeletedWaiterOptions) {
				o.MinDelay, o.MaxDelay = sandboxtest.Pace, sandboxtest.Pace
			})
			must(t, waiter.Wait(t.Context(), &rds.DescribeDBClusterSnapshotsInput{DBClusterSnapshotIdentifier: aws.String("monday")}, sandboxtest.Patience))
		}},
	}
}
