package conformance_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func heldMemberRows() []row {
	return []row{
		{"6.34 class, with ApplyImmediately", func(t *testing.T, w *world) {
			_, err := w.RDS.ModifyDBInstance(t.Context(), &rds.ModifyDBInstanceInput{
				DBInstanceIdentifier: aws.String("orders-1"), DBInstanceClass: aws.String("db.r6g.xlarge"), ApplyImmediately: aws.Bool(true),
			})
			must(t, err)
			walks(t, w, w.memberStatus, "orders-1", "available", "modifying")
			w.rawRefused(t, "Action=RebootDBInstance&DBInstanceIdentifier=orders-1", 400, "InvalidDBInstanceState", "")
			w.clock.GoOn(phaseTime)
			walks(t, w, w.memberStatus, "orders-1", "rebooting", "available")
			if got := aws.ToString(w.instanceOf(t, "orders-1").DBInstanceClass); got != "db.r6g.xlarge" {
				t.Errorf("the class is %s", got)
			}
		}},
		{"15.12 failover to a target that is not available", func(t *testing.T, w *world) {
			must(t, add(func(in *instanceInput) { in.DBInstanceIdentifier = aws.String("orders-2") })(t.Context(), w))
			reach(t, w.memberStatus, "orders-2", "creating")
			w.rawRefused(t, "Action=FailoverDBCluster&DBClusterIdentifier=orders&TargetDBInstanceIdentifier=orders-2", 400, "InvalidDBInstanceState",
				"Instance orders-2 should be in valid state for failover.")
		}},
		refusedRaw("15.10 failover when no other member is usable", "Action=FailoverDBCluster&DBClusterIdentifier=orders", 400, "InvalidDBClusterStateFault",
			"Database cluster:orders should have at least two database instances in valid states or a valid target instance for failover."),
		refusedRaw("6.36 reboot while another operation runs", "Action=RebootDBInstance&DBInstanceIdentifier=orders-2", 400, "InvalidDBInstanceState",
			"Instance cannot currently reboot due to an in-progress management operation."),
		{"15.13 failover's status", func(t *testing.T, w *world) {
			w.clock.GoOn(phaseTime)
			reach(t, w.memberStatus, "orders-2", "available")
			_, err := w.RDS.FailoverDBCluster(t.Context(), &rds.FailoverDBClusterInput{DBClusterIdentifier: aws.String("orders")})
			must(t, err)
			walks(t, w, w.status, "orders", "failing-over", "available")
			if events := w.events(t, "orders"); !slices.Contains(events, "Completed failover to DB instance: orders-2") {
				t.Errorf("the events are %v", events)
			}
		}},
	}
}

func heldDeleteRows() []row {
	snapshot := "Action=CreateDBClusterSnapshot&DBClusterIdentifier=orders&DBClusterSnapshotIdentifier=slow"
	remove := "Action=DeleteDBCluster&SkipFinalSnapshot=true&DBClusterIdentifier="
	return []row{
		{"12.12 delete a snapshot that is creating", func(t *testing.T, w *world) {
			if status, body := w.raw(t, snapshot); status != 200 {
				t.Fatalf("HTTP status %d: %s", status, body)
			}
			w.rawRefused(t, "Action=DeleteDBClusterSnapshot&DBClusterSnapshotIdentifier=slow", 400, "InvalidDBClusterSnapshotStateFault", "")
		}},
		{"12.1 a snapshot takes its time", func(t *testing.T, w *world) {
			if s := w.snapshotOf(t, "slow"); aws.ToString(s.Status) != "creating" || aws.ToInt32(s.PercentProgress) == 100 {
				t.Errorf("the snapshot is %+v", s)
			}
			w.clock.GoOn(phaseTime)
			reach(t, func(t *testing.T, id string) string { t.Helper(); return aws.ToString(w.snapshotOf(t, id).Status) }, "slow", "available")
		}},
		{"8.1 delete a cluster with a member that stays", func(t *testing.T, w *world) {
			w.deleteInstance(t, "orders-1")
			w.rawRefused(t, remove+"orders", 400, "InvalidDBClusterStateFault", "Cluster cannot be deleted, it still contains DB instances in non-deleting state.")
		}},
		refusedRaw("6.39 delete an instance twice", "Action=DeleteDBInstance&DBInstanceIdentifier=orders-1", 400, "InvalidDBInstanceState",
			"Instance orders-1 is already being deleted."),
		refusedRaw("9.3 tags of an instance that is deleting", "Action=AddTagsToResource&Tags.Tag.1.Key=a&Tags.Tag.1.Value=b"+
			"&ResourceName=arn:aws:rds:eu-central-1:123456789012:db:orders-1", 400, "InvalidDBInstanceState", ""),
		{"8.2 delete a cluster whose members are all deleting", func(t *testing.T, w *world) {
			w.deleteInstance(t, "orders-2")
			reach(t, w.memberStatus, "orders-2", "deleting")
			out, err := w.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String("orders"), SkipFinalSnapshot: aws.Bool(true)})
			must(t, err)
			if s := aws.ToString(out.DBCluster.Status); s != "available" {
				t.Errorf("the answer's status is %s", s)
			}
			reach(t, w.status, "orders", "deleting")
		}},
		refusedRaw("8.14 delete a cluster twice", remove+"orders", 400, "InvalidDBClusterStateFault", ""),
		refusedRaw("9.3 tags of a cluster that is deleting", "Action=AddTagsToResource&Tags.Tag.1.Key=a&Tags.Tag.1.Value=b&ResourceName="+ordersARN, 400,
			"InvalidDBClusterStateFault", ""),
		refusedRaw("3.16 subnet group of a cluster that is deleting", "Action=DeleteDBSubnetGroup&DBSubnetGroupName=default", 400, "InvalidParameterValue", ""),
		{"3.16 subnet group of what is deleting", func(t *testing.T, w *world) {
			w.subnetGroup(t, "pair", "subnet-0a", "subnet-0b")
			must(t, create(func(in *createInput) {
				in.DBClusterIdentifier, in.DBSubnetGroupName = aws.String("leaving"), aws.String("pair")
			})(t.Context(), w))
			w.clock.GoOn(phaseTime)
			reach(t, w.status, "leaving", "available")
			w.deleteCluster(t, "leaving")
			sandboxtest.Refused(t, w.deleteSubnetGroup(t, "pair"), "InvalidDBSubnetGroupStateFault")
		}},
	}
}

// The statuses that AWS documents (Aurora User Guide, viewing cluster status and
// viewing instance status), and those seen in refusals besides.
var (
	documentedCluster = []string{
		"available", "backing-up", "backtracking", "cloning-failed", "creating", "deleting", "failing-over", "inaccessible-encryption-credentials",
		"inaccessible-encryption-credentials-recoverable", "maintenance", "migrating", "migration-failed", "modifying", "promoting", "renaming",
		"resetting-master-credentials", "starting", "stopped", "stopping", "storage-optimization", "update-iam-db-auth", "upgrading",
		"configuring-iam-database-auth",
	}
	documentedInstance = []string{
		"available", "backing-up", "backtracking", "configuring-enhanced-monitoring", "configuring-iam-database-auth", "configuring-log-exports",
		"creating", "delete-precheck", "deleting", "failed", "inaccessible-encryption-credentials", "inaccessible-encryption-credentials-recoverable",
		"incompatible-network", "incompatible-option-group", "incompatible-parameters", "incompatible-restore", "insufficient-capacity", "maintenance",
		"modifying", "rebooting", "renaming", "resetting-master-credentials", "restore-error", "starting", "stopped", "stopping", "storage-full",
		"storage-optimization", "upgrading",
	}
)

// statusRows look back on the statuses that the rows before them have seen.
func statusRows() []row {
	check := func(t *testing.T, seen, documented, wanted []string) {
		t.Helper()
		for _, s := range seen {
			if !slices.Contains(documented, s) {
				t.Errorf("AWS has no status %q", s)
			}
		}
		for _, s := range wanted {
			if !slices.Contains(seen, s) {
				t.Errorf("the status %q was not seen", s)
			}
		}
	}
	return []row{
		{"2.13 statuses of clusters", func(t *testing.T, w *world) {
			check(t, w.clusterStatuses, documentedCluster, []string{
				"available", "creating", "deleting", "failing-over", "resetting-master-credentials", "starting", "stopped", "stopping", "configuring-iam-database-auth",
			})
		}},
		{"2.14 statuses of instances", func(t *testing.T, w *world) {
			check(t, w.instanceStatuses, documentedInstance, []string{"available", "creating", "modifying", "rebooting", "deleting", "configuring-log-exports"})
		}},
	}
}
