package conformance_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// deleteRows work on "third", which has the instance second-1, and on new clusters.
func deleteRows() []row {
	return []row{
		{"8.4 deletion protection", func(t *testing.T, w *world) {
			protect := func(on bool) {
				must(t, modify(func(in *modifyInput) { in.DBClusterIdentifier, in.DeletionProtection = aws.String("touching"), &on })(t.Context(), w))
			}
			protect(true)
			_, err := w.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String("touching"), SkipFinalSnapshot: aws.Bool(true)})
			if got, want := sandboxtest.Refused(t, err, "InvalidParameterCombination"), "Cannot delete protected Cluster, please disable deletion protection and try again."; got != want {
				t.Errorf("message\n got: %s\nwant: %s", got, want)
			}
			protect(false)
		}},
		{"8.3 delete a cluster without members", func(t *testing.T, w *world) { w.deleteCluster(t, "touching") }},
		{"8.17 after the deletion", func(t *testing.T, w *world) {
			waiter := rds.NewDBClusterDeletedWaiter(w.RDS, func(o *rds.DBClusterDeletedWaiterOptions) {
				o.MinDelay, o.MaxDelay = sandboxtest.Pace, sandboxtest.Pace
			})
			must(t, waiter.Wait(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("touching")}, sandboxtest.Patience))
			_, err := w.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("touching")})
			sandboxtest.Refused(t, err, "DBClusterNotFoundFault")
		}},
		{"8.15 the managed secret goes with the cluster", func(t *testing.T, w *world) {
			w.newCluster(t, "keeper", func(in *createInput) { in.MasterUserPassword, in.ManageMasterUserPassword = nil, aws.Bool(true) })
			secret := w.Cluster(t, "keeper").MasterUserSecret.SecretArn
			if w.secretOf(t, "keeper") == "" {
				t.Error("the secret is empty")
			}
			w.deleteCluster(t, "keeper")
			if ids := w.clusterIDs(t, "db-cluster-id", "keeper"); len(ids) != 0 {
				t.Errorf("%v are still there", ids)
			}
			_, err := w.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: secret})
			sandboxtest.Refused(t, err, "ResourceNotFoundException")
		}},
		{"8.16 manual snapshots stay", func(t *testing.T, w *world) {
			w.newCluster(t, "briefly", func(in *createInput) { in.DatabaseName = aws.String("app") })
			_, err := w.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{
				DBClusterIdentifier: aws.String("briefly"), FinalDBSnapshotIdentifier: aws.String("last"), DeleteAutomatedBackups: aws.Bool(true),
			})
			must(t, err)
			if ids := w.clusterIDs(t, "db-cluster-id", "briefly"); len(ids) != 0 {
				t.Errorf("%v are still there", ids)
			}
			if s := w.snapshotOf(t, "last"); aws.ToString(s.Status) != "available" || aws.ToString(s.DBClusterIdentifier) != "briefly" {
				t.Errorf("the snapshot is %+v", s)
			}
		}},
		{"8.7 final snapshot whose name is taken", func(t *testing.T, w *world) {
			w.newCluster(t, "briefly")
			_, err := w.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String("briefly"), FinalDBSnapshotIdentifier: aws.String("last")})
			if got, want := sandboxtest.Refused(t, err, "DBClusterSnapshotAlreadyExistsFault"),
				"Cannot create the snapshot because a snapshot with the identifier last already exists."; got != want {
				t.Errorf("message\n got: %s\nwant: %s", got, want)
			}
		}},
	}
}
