package conformance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// changed is a row for a Modify of "second", which has an instance, and a check
// of what became of it.
func changed(name string, change func(*modifyInput), check func(rdstypes.DBCluster) bool) row {
	return row{name, func(t *testing.T, w *world) {
		t.Helper()
		must(t, modify(func(in *modifyInput) {
			in.DBClusterIdentifier = aws.String("second")
			change(in)
		})(t.Context(), w))
		if c := w.Cluster(t, "second"); !check(c) {
			t.Errorf("the cluster is %+v", c)
		}
	}}
}

func calmModifyRows() []row {
	return asRows([]refusal{
		{name: "7.5 version without a writer", code: "InvalidDBClusterStateFault", message: "Cannot modify engine version without a healthy primary instance in DB cluster: idle", call: modify(func(in *modifyInput) {
			in.DBClusterIdentifier, in.EngineVersion = aws.String("idle"), aws.String("99.1")
		})},
	})
}

func modifyRows() []row {
	return []row{
		{"7.2 a cluster without instances", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) {
				in.DBClusterIdentifier, in.MasterUserPassword, in.BackupRetentionPeriod = aws.String("touching"), aws.String("another-Password1"), aws.Int32(9)
				in.PreferredBackupWindow, in.VpcSecurityGroupIds = aws.String("02:00-02:30"), []string{"sg-0a"}
			})(t.Context(), w))
			if c := w.Cluster(t, "touching"); aws.ToInt32(c.BackupRetentionPeriod) != 9 || aws.ToString(c.PreferredBackupWindow) != "02:00-02:30" {
				t.Errorf("the cluster is %+v", c)
			}
		}},
		{"7.8 managed password", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) {
				in.DBClusterIdentifier, in.ManageMasterUserPassword = aws.String("second"), aws.Bool(true)
			})(t.Context(), w))
			if s := w.Cluster(t, "second").MasterUserSecret; s == nil || aws.ToString(s.SecretStatus) != "active" {
				t.Errorf("the secret is %+v", s)
			}
		}},
		{"2.12 status of a secret that rotates", func(t *testing.T, w *world) {
			before := w.secretOf(t, "second")
			out, err := w.RDS.ModifyDBCluster(t.Context(), &modifyInput{
				DBClusterIdentifier: aws.String("second"), RotateMasterUserPassword: aws.Bool(true), ApplyImmediately: aws.Bool(true),
			})
			must(t, err)
			if s := aws.ToString(out.DBCluster.MasterUserSecret.SecretStatus); s != "rotating" {
				t.Errorf("the secret is %s, want rotating", s)
			}
			c := w.Cluster(t, "second")
			if after := w.secretOf(t, "second"); after == before || aws.ToString(c.MasterUserSecret.SecretStatus) != "active" {
				t.Errorf("the secret is %s, changed: %v", aws.ToString(c.MasterUserSecret.SecretStatus), after != before)
			}
		}},
		changed("7.11 managed no more", func(in *modifyInput) {
			in.ManageMasterUserPassword, in.MasterUserPassword = aws.Bool(false), aws.String(sandboxtest.Password)
		}, func(c rdstypes.DBCluster) bool { return c.MasterUserSecret == nil }),
		changed("7.15 security groups become active", func(in *modifyInput) { in.VpcSecurityGroupIds = []string{"sg-0a"} }, func(c rdstypes.DBCluster) bool {
			return len(c.VpcSecurityGroups) == 1 && aws.ToString(c.VpcSecurityGroups[0].Status) == "active"
		}),
		changed("7.17 port, at once", func(in *modifyInput) { in.Port = aws.Int32(5499) }, func(c rdstypes.DBCluster) bool { return aws.ToInt32(c.Port) == 5499 }),
		changed("7.18 Serverless v2 capacity, at once", func(in *modifyInput) {
			in.ServerlessV2ScalingConfiguration = &rdstypes.ServerlessV2ScalingConfiguration{MinCapacity: aws.Float64(1), MaxCapacity: aws.Float64(8)}
		}, func(c rdstypes.DBCluster) bool {
			return aws.ToFloat64(c.ServerlessV2ScalingConfiguration.MaxCapacity) == 8
		}),
		changed("7.19 EnableHttpEndpoint has no effect", func(in *modifyInput) { in.EnableHttpEndpoint = aws.Bool(true) },
			func(c rdstypes.DBCluster) bool { return !aws.ToBool(c.HttpEndpointEnabled) }),
		changed("7.27 retention omitted", func(in *modifyInput) { in.CopyTagsToSnapshot = aws.Bool(true) },
			func(c rdstypes.DBCluster) bool { return aws.ToInt32(c.BackupRetentionPeriod) == 1 }),
		changed("7.20 storage type, once in 30 days", func(in *modifyInput) { in.StorageType = aws.String("aurora-iopt1") }, func(c rdstypes.DBCluster) bool {
			return aws.ToString(c.StorageType) == "aurora-iopt1" && time.Until(aws.ToTime(c.IOOptimizedNextAllowedModificationTime)) > 29*24*time.Hour
		}),
		changed("7.20 back to standard at any time", func(in *modifyInput) { in.StorageType = aws.String("aurora") }, func(c rdstypes.DBCluster) bool { return c.StorageType == nil }),
		{"7.20 not twice in 30 days", func(t *testing.T, w *world) {
			sandboxtest.Refused(t, modify(func(in *modifyInput) {
				in.DBClusterIdentifier, in.StorageType = aws.String("second"), aws.String("aurora-iopt1")
			})(t.Context(), w), "InvalidParameterCombination")
		}},
		{"7.23 parameter group waits for a reboot of the members", func(t *testing.T, w *world) {
			w.parameterGroup(t, "mine")
			must(t, modify(func(in *modifyInput) {
				in.DBClusterIdentifier, in.DBClusterParameterGroupName = aws.String("second"), aws.String("mine")
			})(t.Context(), w))
			status := func() string {
				return aws.ToString(w.Cluster(t, "second").DBClusterMembers[0].DBClusterParameterGroupStatus)
			}
			if got := status(); got != "pending-reboot" {
				t.Errorf("before the reboot: %s", got)
			}
			_, err := w.RDS.RebootDBInstance(t.Context(), &rds.RebootDBInstanceInput{DBInstanceIdentifier: aws.String("second-1")})
			must(t, err)
			if got := status(); got != "in-sync" {
				t.Errorf("after the reboot: %s", got)
			}
		}},
		{"7.29 rename that waits for the maintenance window", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) {
				in.DBClusterIdentifier, in.NewDBClusterIdentifier = aws.String("second"), aws.String("third")
			})(t.Context(), w))
			if p := w.Cluster(t, "second").PendingModifiedValues; p == nil || aws.ToString(p.DBClusterIdentifier) != "third" {
				t.Errorf("what is pending is %+v", p)
			}
		}},
		{"2.16 changes that wait are shown, under the old name", func(t *testing.T, w *world) {
			_, err := w.RDS.ModifyDBInstance(t.Context(), &rds.ModifyDBInstanceInput{
				DBInstanceIdentifier: aws.String("second-1"), DBInstanceClass: aws.String("db.r6g.xlarge"), NewDBInstanceIdentifier: aws.String("third-1"),
			})
			must(t, err)
			i := w.instanceOf(t, "second-1")
			if p := i.PendingModifiedValues; aws.ToString(p.DBInstanceClass) != "db.r6g.xlarge" || aws.ToString(p.DBInstanceIdentifier) != "third-1" ||
				aws.ToString(i.DBInstanceClass) != "db.r6g.large" {
				t.Errorf("class %s, pending %+v", aws.ToString(i.DBInstanceClass), p)
			}
		}},
		{"7.28 rename at once", testRename},
		{"7.35 event of a rename", func(t *testing.T, w *world) {
			if got := w.events(t, "third"); !slices.Contains(got, "Renamed cluster from second to third") {
				t.Errorf("the events are %v", got)
			}
		}},
		{"7.34 identifier freed by a rename", func(t *testing.T, w *world) { w.Clone(t, "second") }},
	}
}

// testRename renames "second" to "third" and compares what stays and what changes.
func testRename(t *testing.T, w *world) {
	before := w.Cluster(t, "second")
	w.tag(t, aws.ToString(before.DBClusterArn), "stays", "yes")
	must(t, modify(func(in *modifyInput) {
		in.DBClusterIdentifier, in.NewDBClusterIdentifier, in.ApplyImmediately = aws.String("second"), aws.String("third"), aws.Bool(true)
	})(t.Context(), w))
	_, err := w.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("second")})
	sandboxtest.Refused(t, err, "DBClusterNotFoundFault")
	after := w.Cluster(t, "third")
	if aws.ToString(after.DbClusterResourceId) != aws.ToString(before.DbClusterResourceId) || len(after.TagList) != 1 ||
		aws.ToString(after.DBClusterMembers[0].DBInstanceIdentifier) != "second-1" || after.PendingModifiedValues != nil {
		t.Errorf("the renamed cluster is %+v", after)
	}
	if aws.ToString(after.DBClusterArn) != "arn:aws:rds:eu-central-1:123456789012:cluster:third" {
		t.Errorf("its ARN is %s", aws.ToString(after.DBClusterArn))
	}
	if n := sandboxtest.CountOrders(t, after, sandboxtest.Password); n != 1000 {
		t.Errorf("it has %d orders, want 1000", n)
	}
}

// secretOf returns the value of a cluster's managed secret.
func (w *world) secretOf(t *testing.T, cluster string) string {
	t.Helper()
	out, err := w.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: w.Cluster(t, cluster).MasterUserSecret.SecretArn})
	must(t, err)
	return aws.ToString(out.SecretString)
}

// events returns the messages of a cluster's events.
func (w *world) events(t *testing.T, id string) []string {
	t.Helper()
	out, err := w.RDS.DescribeEvents(t.Context(), &rds.DescribeEventsInput{SourceType: rdstypes.SourceTypeDbCluster, SourceIdentifier: aws.String(id)})
	must(t, err)
	var messages []string
	for _, e := range out.Events {
		messages = append(messages, aws.ToString(e.Message))
	}
	return messages
}
