package conformance_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const rawRestore = "Action=RestoreDBClusterToPointInTime&DBClusterIdentifier=never&SourceDBClusterIdentifier=orders&RestoreType=copy-on-write&UseLatestRestorableTime=true"

// missingParameters are those that RestoreDBClusterToPointInTime does not have.
var missingParameters = []string{
	"MasterUserPassword", "MasterUsername", "ManageMasterUserPassword", "MasterUserSecretKmsKeyId", "MasterUserAuthenticationType", "EngineVersion",
	"EnableHttpEndpoint", "DatabaseInsightsMode", "PreferredMaintenanceWindow", "AutoMinorVersionUpgrade", "AvailabilityZones.AvailabilityZone.1",
	"CACertificateIdentifier", "DatabaseName", "StorageEncrypted",
}

func calmRestoreRows() []row {
	return []row{
		{"4.2 parameters that restore does not have", func(t *testing.T, w *world) {
			for _, name := range missingParameters {
				w.rawRefused(t, rawRestore+"&"+name+"=x", 400, "UnknownParameter", name[:10])
			}
		}},
		refusedRaw("4.16 KMS key that is not usable", "Action=CreateDBCluster&DBClusterIdentifier=never&Engine=aurora-postgresql&MasterUsername=u&MasterUserPassword=long-enough"+
			"&StorageEncrypted=true&KmsKeyId=nonsense", 400, "KMSKeyNotAccessibleFault",
			"The specified KMS key [nonsense] either doesn&#39;t exist, isn&#39;t enabled, or isn&#39;t accessible by the current user."),
		refusedRaw("4.45 one of two parameters", rawRestore+"&EnableVPCNetworking=true", 400, "InvalidParameterCombination", ""),
	}
}

// shows is a row that checks something of a cluster.
func shows(name, cluster string, check func(rdstypes.DBCluster) bool) row {
	return row{name, func(t *testing.T, w *world) {
		t.Helper()
		if c := w.Cluster(t, cluster); !check(c) {
			t.Errorf("the cluster is %+v", c)
		}
	}}
}

// restoreRows begin with a clone of "orders" for which nothing optional was said.
func restoreRows() []row {
	return slices.Concat([]row{
		shows("2.9 no clone group before the first clone", "orders", func(c rdstypes.DBCluster) bool { return c.CloneGroupId == nil }),
		{"4.1 a clone's answer", func(t *testing.T, w *world) {
			out, err := w.RDS.RestoreDBClusterToPointInTime(t.Context(), &restoreInput{
				SourceDBClusterIdentifier: aws.String("orders"), DBClusterIdentifier: aws.String("plain"),
				RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
			})
			must(t, err)
			if s := aws.ToString(out.DBCluster.Status); s != "creating" || len(out.DBCluster.DBClusterMembers) != 0 {
				t.Errorf("status %s, members %v", s, out.DBCluster.DBClusterMembers)
			}
			w.AwaitCluster(t, "plain")
		}},
		{"2.9 the source and its clones share a clone group", func(t *testing.T, w *world) {
			source, clone := w.Cluster(t, "orders").CloneGroupId, w.Cluster(t, "plain").CloneGroupId
			if aws.ToString(source) == "" || aws.ToString(source) != aws.ToString(clone) {
				t.Errorf("the groups are %v and %v", aws.ToString(source), aws.ToString(clone))
			}
		}},
	}, chosenRows(), restoredRows())
}

// chosenRows are what AWS chooses for a clone.
func chosenRows() []row {
	return []row{
		shows("4.3 security groups: the VPC's default group", "plain", func(c rdstypes.DBCluster) bool {
			return len(c.VpcSecurityGroups) == 1 && aws.ToString(c.VpcSecurityGroups[0].VpcSecurityGroupId) == "sg-0a"
		}),
		shows("4.4 subnet group: default", "plain", func(c rdstypes.DBCluster) bool { return aws.ToString(c.DBSubnetGroup) == "default" }),
		shows("4.6 parameter group: the engine's default", "plain", func(c rdstypes.DBCluster) bool {
			return aws.ToString(c.DBClusterParameterGroup) == "default.aurora-postgresql"+aws.ToString(c.EngineVersion)[:2]
		}),
		shows("4.8 port: the engine's default", "plain", func(c rdstypes.DBCluster) bool { return aws.ToInt32(c.Port) == 5432 }),
		shows("4.9 IAM, protection and copying tags: off", "plain", func(c rdstypes.DBCluster) bool {
			return !aws.ToBool(c.IAMDatabaseAuthenticationEnabled) && !aws.ToBool(c.DeletionProtection) && !aws.ToBool(c.CopyTagsToSnapshot)
		}),
		shows("4.11 backup window: some", "plain", func(c rdstypes.DBCluster) bool {
			return len(aws.ToString(c.PreferredBackupWindow)) == len("04:10-04:40")
		}),
		shows("4.12 storage type: aurora", "plain", func(c rdstypes.DBCluster) bool { return c.StorageType == nil }),
		shows("4.17 lifecycle: extended support", "plain", func(c rdstypes.DBCluster) bool {
			return aws.ToString(c.EngineLifecycleSupport) == "open-source-rds-extended-support"
		}),
		shows("4.49 log exports, IAM, roles and HTTP endpoint: none", "plain", func(c rdstypes.DBCluster) bool {
			return len(c.EnabledCloudwatchLogsExports)+len(c.AssociatedRoles) == 0 && !aws.ToBool(c.HttpEndpointEnabled) && !aws.ToBool(c.IAMDatabaseAuthenticationEnabled)
		}),
	}
}

func restoredRows() []row {
	return []row{
		{"4.48 the source's password, not its secret", func(t *testing.T, w *world) {
			w.AddInstance(t, "plain", "plain-1")
			c := w.Cluster(t, "plain")
			if n := sandboxtest.CountOrders(t, c, sandboxtest.Password); n != 1000 || c.MasterUserSecret != nil {
				t.Errorf("%d orders, secret %v", n, c.MasterUserSecret)
			}
		}},
		{"4.10 retention: the source's", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) { in.BackupRetentionPeriod = aws.Int32(5) })(t.Context(), w))
			w.Clone(t, "kept")
			if got := aws.ToInt32(w.Cluster(t, "kept").BackupRetentionPeriod); got != 5 {
				t.Errorf("the retention is %d", got)
			}
		}},
		{"4.24 source by its resource id", func(t *testing.T, w *world) {
			w.Clone(t, "by-id", func(in *restoreInput) {
				in.SourceDBClusterIdentifier, in.SourceDbClusterResourceId = nil, w.Cluster(t, "orders").DbClusterResourceId
			})
			sandboxtest.Refused(t, restore(func(in *restoreInput) { in.SourceDBClusterIdentifier = nil })(t.Context(), w), "InvalidParameterCombination")
		}},
		{"4.13 key of an encrypted source", func(t *testing.T, w *world) {
			w.newCluster(t, "safe", func(in *createInput) { in.StorageEncrypted = aws.Bool(true) })
			w.Clone(t, "safe-copy", func(in *restoreInput) { in.SourceDBClusterIdentifier, in.RestoreType = aws.String("safe"), nil })
			source, c := w.Cluster(t, "safe"), w.Cluster(t, "safe-copy")
			if !aws.ToBool(c.StorageEncrypted) || aws.ToString(c.KmsKeyId) != aws.ToString(source.KmsKeyId) {
				t.Errorf("encrypted %v with %s, want %s", aws.ToBool(c.StorageEncrypted), aws.ToString(c.KmsKeyId), aws.ToString(source.KmsKeyId))
			}
		}},
		{"9.7 tags of a clone are those of the call", func(t *testing.T, w *world) {
			w.tag(t, ordersARN, "team", "blue")
			w.Clone(t, "tagged", func(in *restoreInput) { in.Tags = []rdstypes.Tag{{Key: aws.String("for"), Value: aws.String("test")}} })
			if tags := w.Cluster(t, "tagged").TagList; len(tags) != 1 || aws.ToString(tags[0].Key) != "for" {
				t.Errorf("the clone's tags are %+v", tags)
			}
		}},
		{"8.12 delete a cluster that has clones", func(t *testing.T, w *world) {
			w.Clone(t, "second", func(in *restoreInput) { in.SourceDBClusterIdentifier = aws.String("plain") })
			w.deleteInstance(t, "plain-1")
			w.deleteCluster(t, "plain")
			w.AddInstance(t, "second", "second-1")
			if n := sandboxtest.CountOrders(t, w.Cluster(t, "second"), sandboxtest.Password); n != 1000 {
				t.Errorf("the clone has %d orders, want 1000", n)
			}
		}},
		{"2.10 storage type is shown for aurora-iopt1", func(t *testing.T, w *world) {
			w.Clone(t, "fast", func(in *restoreInput) { in.StorageType = aws.String("aurora-iopt1") })
			if got := aws.ToString(w.Cluster(t, "fast").StorageType); got != "aurora-iopt1" {
				t.Errorf("the storage type is %s", got)
			}
		}},
	}
}

// tag adds a tag to what an ARN names.
func (w *world) tag(t *testing.T, arn, key, value string) {
	t.Helper()
	_, err := w.RDS.AddTagsToResource(t.Context(), &rds.AddTagsToResourceInput{
		ResourceName: aws.String(arn), Tags: []rdstypes.Tag{{Key: aws.String(key), Value: aws.String(value)}},
	})
	must(t, err)
}

func (w *world) deleteInstance(t *testing.T, id string) {
	t.Helper()
	_, err := w.RDS.DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String(id)})
	must(t, err)
}

func (w *world) deleteCluster(t *testing.T, id string) {
	t.Helper()
	_, err := w.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String(id), SkipFinalSnapshot: aws.Bool(true)})
	must(t, err)
}
