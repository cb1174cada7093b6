package conformance_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// strictFaults are what goes wrong in the strict world: with operations, or with
// names, that only the rows about it use.
var strictFaults = []string{
	"DescribeEvents=throttling", "DescribeDBParameterGroups=internal-failure", "DescribeDBClusterParameterGroups=service-unavailable",
	"CreateDBCluster=no-capacity,target=crowded", "CreateDBInstance=no-capacity,target=crowded-1",
	"CreateDBCluster=refuse,target=overfull,code=InsufficientDBClusterCapacityFault,http_status=403,message=full",
	"ModifyDBCluster=kms-loss,target=only",
}

// strictQuotas are what the strict world has room for: the subnet group "default"
// has three subnets already.
var strictQuotas = map[string]int{
	"DBClusters": 1, "DBInstances": 1, "ManualClusterSnapshots": 1, "DBSubnetGroups": 2, "SubnetsPerDBSubnetGroup": 2, "DBClusterParameterGroups": 1,
}

// refuses fails the test unless err is a refusal with a code and an HTTP status.
func refuses(t *testing.T, err error, code string, want int) {
	t.Helper()
	sandboxtest.Refused(t, err, code)
	if got := sandboxtest.HTTPStatus(err); got != want {
		t.Errorf("HTTP status %d, want %d", got, want)
	}
}

// strictRows build on each other.
func strictRows() []row {
	describe := &rds.DescribeDBClustersInput{}
	return []row{
		{"1.6 rate limit", func(t *testing.T, w *world) {
			_, err := w.RDS.DescribeEvents(t.Context(), &rds.DescribeEventsInput{})
			if refuses(t, err, "Throttling", http.StatusBadRequest); sandboxtest.Refused(t, err, "Throttling") != "Rate exceeded" {
				t.Errorf("got %v", err)
			}
		}},
		{"1.11 unknown access key", func(t *testing.T, w *world) {
			_, err := w.RDS.DescribeDBClusters(t.Context(), describe, func(o *rds.Options) {
				o.Credentials = credentials.NewStaticCredentialsProvider("AKIDNOBODY", "secret", "")
			})
			refuses(t, err, "InvalidClientTokenId", http.StatusForbidden)
		}},
		{"1.14 date more than 15 minutes off", func(t *testing.T, w *world) {
			w.clock.GoOn(16 * time.Minute)
			_, err := w.RDS.DescribeDBClusters(t.Context(), describe)
			w.clock.GoOn(-16 * time.Minute)
			refuses(t, err, "RequestExpired", http.StatusBadRequest)
		}},
		{"1.15 server fault", func(t *testing.T, w *world) {
			_, err := w.RDS.DescribeDBParameterGroups(t.Context(), &rds.DescribeDBParameterGroupsInput{})
			refuses(t, err, "InternalFailure", http.StatusInternalServerError)
		}},
		{"1.16 server overloaded", func(t *testing.T, w *world) {
			_, err := w.RDS.DescribeDBClusterParameterGroups(t.Context(), &rds.DescribeDBClusterParameterGroupsInput{})
			refuses(t, err, "ServiceUnavailable", http.StatusServiceUnavailable)
		}},
		{"3.13 quota of subnets", func(t *testing.T, w *world) {
			_, err := w.RDS.CreateDBSubnetGroup(t.Context(), groupOf("wide", "subnet-0a", "subnet-0b", "subnet-0c"))
			refuses(t, err, "DBSubnetQuotaExceededFault", http.StatusBadRequest)
		}},
		{"3.13 quota of subnet groups", func(t *testing.T, w *world) {
			w.subnetGroup(t, "last", "subnet-0a", "subnet-0b")
			_, err := w.RDS.CreateDBSubnetGroup(t.Context(), groupOf("more", "subnet-0a", "subnet-0b"))
			refuses(t, err, "DBSubnetGroupQuotaExceeded", http.StatusBadRequest)
		}},
		{"14.3 quota of parameter groups", func(t *testing.T, w *world) {
			group := func(name string) error {
				_, err := w.RDS.CreateDBClusterParameterGroup(t.Context(), &rds.CreateDBClusterParameterGroupInput{
					DBClusterParameterGroupName: aws.String(name), DBParameterGroupFamily: aws.String("aurora-postgresql15"), Description: aws.String("test"),
				})
				return err
			}
			must(t, group("last"))
			refuses(t, group("more"), "DBParameterGroupQuotaExceeded", http.StatusBadRequest)
		}},
		{"4.46a no capacity in the zones", func(t *testing.T, w *world) {
			named := func(id string) error {
				return create(func(in *createInput) { in.DBClusterIdentifier = aws.String(id) })(t.Context(), w)
			}
			refuses(t, named("crowded"), "InsufficientStorageClusterCapacity", http.StatusBadRequest)
			refuses(t, named("overfull"), "InsufficientDBClusterCapacityFault", http.StatusForbidden)
		}},
		{"5.38 quota of clusters", func(t *testing.T, w *world) {
			w.newCluster(t, "only")
			refuses(t, create(func(*createInput) {})(t.Context(), w), "DBClusterQuotaExceededFault", http.StatusForbidden)
		}},
		{"4.46 quota of clusters", func(t *testing.T, w *world) {
			err := restore(func(in *restoreInput) { in.SourceDBClusterIdentifier, in.RestoreType = aws.String("only"), nil })(t.Context(), w)
			refuses(t, err, "DBClusterQuotaExceededFault", http.StatusForbidden)
		}},
		{"1.5 a quota of clusters is 403, one of instances 400", func(t *testing.T, w *world) {
			refuses(t, create(func(*createInput) {})(t.Context(), w), "DBClusterQuotaExceededFault", http.StatusForbidden)
			w.AddInstance(t, "only", "only-1")
			_, err := w.RDS.CreateDBInstance(t.Context(), memberOf("only", "only-2"))
			refuses(t, err, "InstanceQuotaExceeded", http.StatusBadRequest)
		}},
		{"6.28 quota of instances", func(t *testing.T, w *world) {
			_, err := w.RDS.CreateDBInstance(t.Context(), memberOf("only", "only-2"))
			if got, want := sandboxtest.Refused(t, err, "InstanceQuotaExceeded"), "DB Instance quota exceeded"; got != want {
				t.Errorf("message %s, want %s", got, want)
			}
		}},
		{"6.30 no capacity in the zone", func(t *testing.T, w *world) {
			_, err := w.RDS.CreateDBInstance(t.Context(), memberOf("only", "crowded-1"))
			refuses(t, err, "InsufficientDBInstanceCapacity", http.StatusBadRequest)
		}},
		{"12.7 quota of snapshots", func(t *testing.T, w *world) {
			snapshot := func(id string) error {
				_, err := w.RDS.CreateDBClusterSnapshot(t.Context(), &rds.CreateDBClusterSnapshotInput{
					DBClusterIdentifier: aws.String("only"), DBClusterSnapshotIdentifier: aws.String(id),
				})
				return err
			}
			must(t, snapshot("first"))
			if got, want := sandboxtest.Refused(t, snapshot("second"), "SnapshotQuotaExceeded"), "Cannot create more than 1 manual snapshots"; got != want {
				t.Errorf("message %s, want %s", got, want)
			}
		}},
		{"15.8 start, key gone", func(t *testing.T, w *world) {
			// The fault takes the key away with this call.
			must(t, modify(func(in *modifyInput) { in.DBClusterIdentifier = aws.String("only") })(t.Context(), w))
			if s := aws.ToString(w.Cluster(t, "only").Status); s != "inaccessible-encryption-credentials" {
				t.Errorf("the cluster is %s", s)
			}
			_, err := w.RDS.StartDBCluster(t.Context(), &rds.StartDBClusterInput{DBClusterIdentifier: aws.String("only")})
			refuses(t, err, "KMSKeyNotAccessibleFault", http.StatusBadRequest)
		}},
	}
}

func groupOf(name string, subnets ...string) *rds.CreateDBSubnetGroupInput {
	return &rds.CreateDBSubnetGroupInput{DBSubnetGroupName: aws.String(name), DBSubnetGroupDescription: aws.String("test"), SubnetIds: subnets}
}
