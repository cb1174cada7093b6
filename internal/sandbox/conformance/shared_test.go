package conformance_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// ledgerARN is the ARN of the cluster that another account shares in the world
// "shared"; keyARN is that of a key of this account.
const (
	ledgerARN = "arn:aws:rds:eu-central-1:210987654321:cluster:ledger"
	keyARN    = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
)

func newShared(t *testing.T) *world {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ledger.sql")
	must(t, os.WriteFile(file, []byte(sandboxtest.OrdersSQL), 0o644))
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Seeds = append(c.Seeds, sandbox.Seed{Identifier: "ledger", File: file, Sharing: sandbox.Sharing{
			Owner: "210987654321", ParameterGroup: "theirs", KMSKey: "arn:aws:kms:eu-central-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab",
		}})
	}))
	return &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server}
}

// borrow clones "ledger" as id, with the key and the parameter group that must be
// named for it, and with something changed.
func (w *world) borrow(t *testing.T, id string, change func(*restoreInput)) error {
	t.Helper()
	return restore(func(in *restoreInput) {
		in.SourceDBClusterIdentifier, in.DBClusterIdentifier = aws.String(ledgerARN), aws.String(id)
		in.KmsKeyId, in.DBClusterParameterGroupName = aws.String(keyARN), aws.String("default.aurora-postgresql"+w.major(t))
		change(in)
	})(t.Context(), w)
}

// major returns the major version of the servers.
func (w *world) major(t *testing.T) string {
	t.Helper()
	out, err := w.RDS.DescribeDBEngineVersions(t.Context(), &rds.DescribeDBEngineVersionsInput{Engine: aws.String("aurora-postgresql")})
	must(t, err)
	return aws.ToString(out.DBEngineVersions[0].MajorEngineVersion)
}

func sharedRows() []row {
	return []row{
		{"2.6 shared clusters, with four fields", func(t *testing.T, w *world) {
			if ids := w.clusterIDs(t, "", ""); len(ids) != 0 {
				t.Errorf("without IncludeShared: %v", ids)
			}
			out, err := w.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{IncludeShared: aws.Bool(true)})
			must(t, err)
			for _, found := range [][]rdstypes.DBCluster{out.DBClusters, {w.Cluster(t, ledgerARN)}} {
				if len(found) != 1 {
					t.Fatalf("%d clusters, want one", len(found))
				}
				c := found[0]
				if aws.ToString(c.DBClusterArn) != ledgerARN || aws.ToString(c.Engine) != "aurora-postgresql" || aws.ToString(c.EngineVersion) == "" ||
					!aws.ToBool(c.StorageEncrypted) || c.DBClusterIdentifier != nil || c.Status != nil || c.Endpoint != nil || c.MasterUsername != nil || c.Port != nil {
					t.Errorf("the cluster is %+v", c)
				}
			}
		}},
		{"2.7 cluster of another account that is not shared", func(t *testing.T, w *world) {
			_, err := w.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(strings.Replace(ledgerARN, "2109", "3109", 1))})
			sandboxtest.Refused(t, err, "DBClusterNotFoundFault")
			_, err = w.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("ledger")})
			sandboxtest.Refused(t, err, "DBClusterNotFoundFault")
		}},
		{"4.7 parameter group omitted", func(t *testing.T, w *world) {
			err := w.borrow(t, "never", func(in *restoreInput) { in.DBClusterParameterGroupName = nil })
			if got, want := sandboxtest.Refused(t, err, "InvalidParameterCombination"),
				"The cluster parameter group name is required when the source cluster uses a custom parameter group."; got != want {
				t.Errorf("message %s, want %s", got, want)
			}
		}},
		{"4.15 key omitted", func(t *testing.T, w *world) {
			sandboxtest.Refused(t, w.borrow(t, "never", func(in *restoreInput) { in.KmsKeyId = nil }), "InvalidParameterCombination")
		}},
		{"4.39 second clone of a shared cluster", func(t *testing.T, w *world) {
			must(t, w.borrow(t, "borrowed", func(*restoreInput) {}))
			w.AwaitCluster(t, "borrowed")
			w.AddInstance(t, "borrowed", "borrowed-1")
			c := w.Cluster(t, "borrowed")
			if n := sandboxtest.CountOrders(t, c, sandboxtest.Password); n != 1000 || !aws.ToBool(c.CrossAccountClone) || aws.ToString(c.KmsKeyId) != keyARN {
				t.Errorf("%d orders in %+v", n, c)
			}
			sandboxtest.Refused(t, w.borrow(t, "never", func(*restoreInput) {}), "InvalidParameterCombination")
		}},
		{"4.40 default key: cannot be shared", func(t *testing.T, _ *world) {
			s, err := sandbox.Start(t.Context(), sandbox.Config{Seeds: []sandbox.Seed{{Identifier: "x", Sharing: sandbox.Sharing{Owner: "210987654321", KMSKey: "alias/aws/rds"}}}})
			if err == nil {
				must(t, s.Close(context.WithoutCancel(t.Context())))
				t.Fatal("such a cluster is shared")
			}
			if !strings.Contains(err.Error(), "cannot be shared") {
				t.Errorf("got %v", err)
			}
		}},
	}
}
