package conformance_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const stoppedWords = "DbCluster orders is in stopped state but expected it to be one of available."

func calmStopRows() []row {
	return []row{
		{"15.14 unknown cluster", func(t *testing.T, w *world) {
			for _, action := range []string{"StopDBCluster", "StartDBCluster", "FailoverDBCluster"} {
				w.rawRefused(t, "Action="+action+"&DBClusterIdentifier=nobody", 404, "DBClusterNotFoundFault", "DBCluster nobody not found.")
			}
		}},
		refusedRaw("15.9 failover with one member", "Action=FailoverDBCluster&DBClusterIdentifier=orders", 400, "InvalidDBClusterStateFault",
			"Database cluster:orders should have at least two database instances for failover"),
	}
}

// failoverRows find "orders" with the writer orders-1 and two readers.
func failoverRows() []row {
	return []row{
		refusedRaw("15.11 unknown target", "Action=FailoverDBCluster&DBClusterIdentifier=orders&TargetDBInstanceIdentifier=kept-4", 400, "InvalidParameterValue",
			"Cannot find target instance: kept-4"),
		{"15.13 failover moves the writer, and ends sessions", func(t *testing.T, w *world) {
			conn, err := sandboxtest.Connect(t.Context(), w.Cluster(t, "orders"), sandboxtest.Password)
			must(t, err)
			_, err = w.RDS.FailoverDBCluster(t.Context(), &rds.FailoverDBClusterInput{
				DBClusterIdentifier: aws.String("orders"), TargetDBInstanceIdentifier: aws.String("orders-3"),
			})
			must(t, err)
			for _, m := range w.Cluster(t, "orders").DBClusterMembers {
				if next := aws.ToString(m.DBInstanceIdentifier) == "orders-3"; aws.ToBool(m.IsClusterWriter) != next {
					t.Errorf("%s: writer %v", aws.ToString(m.DBInstanceIdentifier), aws.ToBool(m.IsClusterWriter))
				}
			}
			if n := sandboxtest.CountOrders(t, w.Cluster(t, "orders"), sandboxtest.Password); n != 1000 {
				t.Errorf("the cluster has %d orders", n)
			}
			if conn.Ping(t.Context()) == nil {
				t.Error("a session has outlived the failover")
			}
			_ = conn.Close(t.Context())
		}},
	}
}

// stopRows stop "orders" and start it again.
func stopRows() []row {
	stop := func(t *testing.T, w *world) (string, error) {
		t.Helper()
		out, err := w.RDS.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: aws.String("orders")})
		if err != nil {
			return "", err
		}
		return aws.ToString(out.DBCluster.Status), nil
	}
	const stopped = "Db cluster orders cannot be in the stopped state."
	return []row{
		{"15.1 stop", func(t *testing.T, w *world) {
			status, err := stop(t, w)
			must(t, err)
			c := w.Cluster(t, "orders")
			if after := aws.ToString(c.Status); status != "available" || after != "stopped" {
				t.Errorf("the answer's status is %s, the next one %s", status, after)
			}
			if conn, err := sandboxtest.Connect(t.Context(), c, sandboxtest.Password); err == nil {
				_ = conn.Close(t.Context())
				t.Error("a stopped cluster answers SQL")
			}
		}},
		{"15.2 stop, not available", func(t *testing.T, w *world) {
			_, err := stop(t, w)
			if got := sandboxtest.Refused(t, err, "InvalidDBClusterStateFault"); got != stoppedWords {
				t.Errorf("message %s", got)
			}
		}},
		refusedRaw("7.4 modify a stopped cluster", "Action=ModifyDBCluster&DBClusterIdentifier=orders&MasterUserPassword=another-Password1", 400, "InvalidDBClusterStateFault", stopped),
		refusedRaw("6.35 modify a member of a stopped cluster", "Action=ModifyDBInstance&DBInstanceIdentifier=orders-1&DBInstanceClass=db.r6g.xlarge", 400, "InvalidDBInstanceState", ""),
		refusedRaw("6.45 delete a member of a stopped cluster", "Action=DeleteDBInstance&DBInstanceIdentifier=orders-1", 400, "InvalidDBClusterStateFault", ""),
		refusedRaw("8.10 delete a stopped cluster", "Action=DeleteDBCluster&DBClusterIdentifier=orders&SkipFinalSnapshot=true", 400, "InvalidDBClusterStateFault", ""),
		refusedRaw("12.2 snapshot of a stopped cluster", newSnapshot+"s", 400, "InvalidDBClusterStateFault", "isn&#39;t currently in the available state"),
		refusedRaw("15.5 add a member to a stopped cluster", rawAdd, 400, "InvalidDBClusterStateFault", ""),
		refusedRaw("13.3 HTTP endpoint of a cluster that is not available", "Action=EnableHttpEndpoint&ResourceArn="+ordersARN, 400, "InvalidResourceStateFault",
			"The operation can&#39;t be performed because another operation is in progress."),
		refusedRaw("4.36 clone a stopped cluster", rawRestore, 400, "InvalidDBClusterStateFault", ""),
		{"4.36 point-in-time restore of a stopped cluster", func(t *testing.T, w *world) {
			w.Clone(t, "full", func(in *restoreInput) { in.RestoreType = nil })
			w.AddInstance(t, "full", "full-1")
			if n := sandboxtest.CountOrders(t, w.Cluster(t, "full"), sandboxtest.Password); n != 1000 {
				t.Errorf("the copy has %d orders, want 1000", n)
			}
		}},
		{"15.6 tags of a stopped cluster", func(t *testing.T, w *world) { w.tag(t, ordersARN, "while", "stopped") }},
		{"15.7 start, and start twice", func(t *testing.T, w *world) {
			_, err := w.RDS.StartDBCluster(t.Context(), &rds.StartDBClusterInput{DBClusterIdentifier: aws.String("orders")})
			must(t, err)
			if n := sandboxtest.CountOrders(t, w.Cluster(t, "orders"), sandboxtest.Password); n != 1000 {
				t.Errorf("the started cluster has %d orders, want 1000", n)
			}
			w.rawRefused(t, "Action=StartDBCluster&DBClusterIdentifier=orders", 400, "InvalidDBClusterStateFault",
				"DbCluster orders is in available state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.")
		}},
	}
}
