package conformance_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const (
	rawAdd         = "Action=CreateDBInstance&DBInstanceIdentifier=never&DBInstanceClass=db.r6g.large&Engine=aurora-postgresql&DBClusterIdentifier=orders"
	retentionWords = "Invalid Performance Insights retention period. Valid values are: [7, 31, 62, 93, 124, 155, 186, 217, 248, 279, 310, 341, 372, 403, 434, 465, 496, " +
		"527, 558, 589, 620, 651, 682, 713, 731]"
)

func calmInstanceRows() []row {
	rows := []row{
		{"6.1 required parameters", func(t *testing.T, w *world) {
			for _, name := range []string{"DBInstanceIdentifier", "DBInstanceClass", "Engine"} {
				w.rawRefused(t, strings.Replace(rawAdd, "&"+name+"=", "&Colour=", 1), 400, "MissingParameter", name)
			}
		}},
		refusedRaw("6.6 identifier longer than 63", strings.Replace(rawAdd, "never", strings.Repeat("a", 64), 1), 400, "InvalidParameterValue",
			"The parameter DBInstanceIdentifier is not a valid identifier because it is longer than 63 characters."),
		refusedRaw("6.16 promotion tier without a cluster", strings.Replace(rawAdd, "&DBClusterIdentifier=orders", "&PromotionTier=1", 1), 400, "InvalidParameterCombination",
			"You cannot set the promotion tier for a DB instance that is not part of an DB Cluster."),
		refusedRaw("6.19 insights retention", rawAdd+"&EnablePerformanceInsights=true&PerformanceInsightsRetentionPeriod=8", 400, "InvalidParameterValue", retentionWords),
		refusedRaw("6.20 insights retention without insights", rawAdd+"&PerformanceInsightsRetentionPeriod=7", 400, "InvalidParameterCombination",
			"To enable Performance Insights, EnablePerformanceInsights must be set to &#39;true&#39;"),
		refusedRaw("6.23 monitoring role with interval 0", rawAdd+"&MonitoringInterval=0&MonitoringRoleArn=arn:aws:iam::123456789012:role/m", 400, "InvalidParameterCombination",
			"You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value."),
		refusedRaw("6.24 monitoring interval", rawAdd+"&MonitoringInterval=7", 400, "InvalidParameterValue",
			"Invalid monitoring interval, please enter a value in [0, 1, 5, 10, 15, 30, 60]"),
		refusedRaw("7.36 monitoring role that is none", rawAdd+"&MonitoringInterval=60&MonitoringRoleArn=monitor", 400, "InvalidParameterValue",
			"IAM role ARN value is invalid or does not include the required permissions"),
		refusedRaw("6.46 instance snapshot of a member", "Action=CreateDBSnapshot&DBInstanceIdentifier=orders-1&DBSnapshotIdentifier=s", 400, "InvalidParameterValue",
			"The specified instance is a member of a cluster and a snapshot cannot be created directly. Please use the CreateDBClusterSnapshot API instead."),
	}
	for _, name := range []string{"VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-0a", "Port=5433", "BackupRetentionPeriod=7"} {
		parameter, _, _ := strings.Cut(name, "=")
		rows = append(rows, refusedRaw("6.14 "+parameter+" is the cluster's", rawAdd+"&"+name, 400, "InvalidParameterCombination", "Set "))
	}
	return append(rows, row{"6.13a public without an internet gateway", func(t *testing.T, w *world) {
		w.rawRefused(t, strings.Replace(rawAdd, "=orders", "=idle", 1)+"&PubliclyAccessible=true", 400, "InvalidVPCNetworkStateFault", "")
	}})
}

// instanceRows work on "paired", whose subnet group is "pair", and on "orders".
func instanceRows() []row {
	return []row{
		{"6.13 public access when nothing is said", func(t *testing.T, w *world) {
			for id, in := range map[string]struct {
				cluster, group string
				public         bool
			}{"paired-2": {"paired", "pair", false}, "orders-2": {"orders", "", false}, "orders-3": {"orders", "default", true}} {
				out, err := w.RDS.CreateDBInstance(t.Context(), memberOf(in.cluster, id, func(i *instanceInput) {
					if in.group != "" {
						i.DBSubnetGroupName = aws.String(in.group)
					}
				}))
				must(t, err)
				if got := aws.ToBool(out.DBInstance.PubliclyAccessible); got != in.public {
					t.Errorf("%s in the group %q: public %v, want %v", id, in.group, got, in.public)
				}
			}
		}},
		{"6.26 the first member writes", func(t *testing.T, w *world) {
			for _, m := range w.Cluster(t, "orders").DBClusterMembers {
				if first := aws.ToString(m.DBInstanceIdentifier) == "orders-1"; aws.ToBool(m.IsClusterWriter) != first {
					t.Errorf("%s: writer %v", aws.ToString(m.DBInstanceIdentifier), aws.ToBool(m.IsClusterWriter))
				}
			}
		}},
		{"6.25 several instances at once", func(t *testing.T, w *world) {
			var all sync.WaitGroup
			for _, id := range []string{"kept-1", "kept-2", "kept-3"} {
				all.Go(func() {
					if _, err := w.RDS.CreateDBInstance(t.Context(), memberOf("kept", id)); err != nil {
						t.Errorf("%s: %v", id, err)
					}
				})
			}
			all.Wait()
			if n := len(w.Cluster(t, "kept").DBClusterMembers); n != 3 {
				t.Errorf("the cluster has %d members, want 3", n)
			}
		}},
		{"6.33 rename of an instance", func(t *testing.T, w *world) {
			before := w.instanceOf(t, "kept-3")
			_, err := w.RDS.ModifyDBInstance(t.Context(), &rds.ModifyDBInstanceInput{
				DBInstanceIdentifier: aws.String("kept-3"), NewDBInstanceIdentifier: aws.String("Kept-9"), ApplyImmediately: aws.Bool(true),
			})
			must(t, err)
			if after := w.instanceOf(t, "kept-9"); aws.ToString(after.DbiResourceId) != aws.ToString(before.DbiResourceId) {
				t.Error("the renamed instance is another one")
			}
		}},
		{"6.44 delete a protected instance", func(t *testing.T, w *world) {
			protect := func(on bool) {
				_, err := w.RDS.ModifyDBInstance(t.Context(), &rds.ModifyDBInstanceInput{DBInstanceIdentifier: aws.String("kept-9"), DeletionProtection: &on})
				must(t, err)
			}
			protect(true)
			_, err := w.RDS.DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String("kept-9")})
			if got, want := sandboxtest.Refused(t, err, "InvalidParameterCombination"),
				"Cannot delete protected DB Instance, please disable deletion protection and try again."; got != want {
				t.Errorf("message\n got: %s\nwant: %s", got, want)
			}
			protect(false)
		}},
		{"6.37 delete a member without a word on the final snapshot", func(t *testing.T, w *world) { w.deleteInstance(t, "kept-9") }},
		{"6.41 delete the writer while readers exist", func(t *testing.T, w *world) {
			w.deleteInstance(t, "kept-1")
			if m := w.Cluster(t, "kept").DBClusterMembers; len(m) != 1 || !aws.ToBool(m[0].IsClusterWriter) {
				t.Errorf("the members are %+v", m)
			}
		}},
		{"6.40 delete the last member of a protected cluster", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) {
				in.DBClusterIdentifier, in.DeletionProtection = aws.String("kept"), aws.Bool(true)
			})(t.Context(), w))
			w.deleteInstance(t, "kept-2")
			if c := w.Cluster(t, "kept"); aws.ToString(c.Status) != "available" || len(c.DBClusterMembers) != 0 {
				t.Errorf("status %s, members %v", aws.ToString(c.Status), c.DBClusterMembers)
			}
			w.AddInstance(t, "kept", "kept-4")
			if n := sandboxtest.CountOrders(t, w.Cluster(t, "kept"), sandboxtest.Password); n != 1000 {
				t.Errorf("the cluster has %d orders, want 1000 still", n)
			}
		}},
	}
}

// memberOf is a new member of a cluster.
func memberOf(cluster, id string, change ...func(*instanceInput)) *instanceInput {
	in := &instanceInput{
		DBClusterIdentifier: aws.String(cluster), DBInstanceIdentifier: aws.String(id),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	}
	for _, f := range change {
		f(in)
	}
	return in
}
