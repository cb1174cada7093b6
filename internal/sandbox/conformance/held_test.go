package conformance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// phaseTime is how long every phase lasts in the held world, but a full copy,
// which takes longer than a clone.
const (
	phaseTime = time.Minute
	copyTime  = time.Hour
)

// heldPhases are the durations of the held world.
func heldPhases() map[sandbox.Phase]time.Duration {
	all := map[sandbox.Phase]time.Duration{}
	for _, kind := range sandbox.Phases() {
		all[kind] = phaseTime
	}
	all["copy-cluster"], all["appear"] = copyTime, 0
	return all
}

// status returns a cluster's status and notes it.
func (w *world) status(t *testing.T, id string) string {
	t.Helper()
	s := aws.ToString(w.Cluster(t, id).Status)
	w.clusterStatuses = append(w.clusterStatuses, s)
	return s
}

// memberStatus returns an instance's status and notes it.
func (w *world) memberStatus(t *testing.T, id string) string {
	t.Helper()
	s := aws.ToString(w.instanceOf(t, id).DBInstanceStatus)
	w.instanceStatuses = append(w.instanceStatuses, s)
	return s
}

// reach fails the test unless a status comes to be the wanted one. The clock is
// held; what is waited for is real work behind it, such as copying data.
func reach(t *testing.T, status func(*testing.T, string) string, id, want string) {
	t.Helper()
	last := ""
	for began := time.Now(); time.Since(began) < sandboxtest.Patience; time.Sleep(sandboxtest.Pace) {
		if last = status(t, id); last == want {
			return
		}
	}
	t.Fatalf("%s is %s, want %s", id, last, want)
}

// walks moves the clock on phase by phase and expects a status after each.
func walks(t *testing.T, w *world, status func(*testing.T, string) string, id string, statuses ...string) {
	t.Helper()
	for i, want := range statuses {
		if i > 0 {
			w.clock.GoOn(phaseTime)
		}
		reach(t, status, id, want)
	}
}

// heldRows begin with "orders" available, with one instance.
func heldRows() []row {
	return slices.Concat([]row{
		{"6.2 instance of a cluster that is creating", func(t *testing.T, w *world) {
			must(t, create(func(in *createInput) { in.DBClusterIdentifier = aws.String("busy") })(t.Context(), w))
			sandboxtest.Refused(t, add(func(in *instanceInput) { in.DBClusterIdentifier = aws.String("busy") })(t.Context(), w), "InvalidDBClusterStateFault")
		}},
		refusedRaw("7.3 modify a cluster that is creating", "Action=ModifyDBCluster&DBClusterIdentifier=busy", 400, "InvalidDBClusterStateFault",
			"DB cluster is not available for modification with status creating"),
		refusedRaw("8.8 final snapshot of a cluster that is creating", "Action=DeleteDBCluster&DBClusterIdentifier=busy&FinalDBSnapshotIdentifier=f", 400,
			"InvalidDBClusterStateFault", "Can&#39;t create a snapshot because the database cluster busy isn&#39;t currently in the available state"),
		refusedRaw("13.3 HTTP endpoint of a cluster that is busy", "Action=EnableHttpEndpoint&ResourceArn=arn:aws:rds:eu-central-1:123456789012:cluster:busy", 400,
			"InvalidResourceStateFault", ""),
	}, heldModifyRows(), heldMemberRows(), heldStopRows(), heldDeleteRows(), statusRows())
}

func heldModifyRows() []row {
	return []row{
		{"7.7 password, whatever ApplyImmediately says", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) { in.MasterUserPassword = aws.String("another-Password1") })(t.Context(), w))
			walks(t, w, w.status, "orders", "available", "resetting-master-credentials", "available")
			if n := sandboxtest.CountOrders(t, w.Cluster(t, "orders"), "another-Password1"); n != 1000 {
				t.Errorf("the cluster has %d orders", n)
			}
			if !slices.Contains(w.events(t, "orders"), "Reset master credentials") {
				t.Error("no event tells of it")
			}
		}},
		{"7.21 IAM authentication", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) { in.EnableIAMDatabaseAuthentication = aws.Bool(true) })(t.Context(), w))
			walks(t, w, w.status, "orders", "available", "configuring-iam-database-auth")
			w.rawRefused(t, "Action=ModifyDBCluster&DBClusterIdentifier=orders", 400, "InvalidDBClusterStateFault",
				"DB cluster is not available for modification with status configuring-iam-database-auth")
			w.clock.GoOn(phaseTime)
			reach(t, w.status, "orders", "available")
		}},
		{"7.22 log exports", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) {
				in.CloudwatchLogsExportConfiguration = &rdstypes.CloudwatchLogsExportConfiguration{EnableLogTypes: []string{"postgresql"}}
			})(t.Context(), w))
			walks(t, w, w.memberStatus, "orders-1", "available", "configuring-log-exports", "available")
			reach(t, w.status, "orders", "available")
			if got := w.instanceOf(t, "orders-1").EnabledCloudwatchLogsExports; !slices.Equal(got, []string{"postgresql"}) {
				t.Errorf("the exports are %v", got)
			}
		}},
		{"7.15 security groups are added, then active", func(t *testing.T, w *world) {
			group, err := w.EC2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
				GroupName: aws.String("more"), Description: aws.String("more"), VpcId: aws.String("vpc-0a"),
			})
			must(t, err)
			must(t, modify(func(in *modifyInput) { in.VpcSecurityGroupIds = []string{"sg-0a", aws.ToString(group.GroupId)} })(t.Context(), w))
			for _, want := range []string{"adding", "active"} {
				for _, held := range w.Cluster(t, "orders").VpcSecurityGroups {
					if got := aws.ToString(held.Status); aws.ToString(held.VpcSecurityGroupId) == aws.ToString(group.GroupId) && got != want {
						t.Errorf("the group is %s, want %s", got, want)
					}
				}
				w.clock.GoOn(phaseTime)
			}
		}},
		{"2.12 status of a new secret", func(t *testing.T, w *world) {
			must(t, modify(func(in *modifyInput) {
				in.DBClusterIdentifier, in.ManageMasterUserPassword = aws.String("copy-b"), aws.Bool(true)
			})(t.Context(), w))
			secret := func(t *testing.T, id string) string {
				t.Helper()
				return aws.ToString(w.Cluster(t, id).MasterUserSecret.SecretStatus)
			}
			reach(t, secret, "copy-b", "creating")
			w.clock.GoOn(phaseTime) // the lag of the Modify
			reach(t, w.status, "copy-b", "resetting-master-credentials")
			w.clock.GoOn(phaseTime)
			reach(t, w.status, "copy-b", "available")
			w.clock.GoOn(phaseTime)
			reach(t, secret, "copy-b", "active")
		}},
	}
}

func heldStopRows() []row {
	return []row{
		{"15.4 started after seven days", func(t *testing.T, w *world) {
			_, err := w.RDS.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: aws.String("copy-a")})
			must(t, err)
			reach(t, w.status, "copy-a", "stopping")
			w.clock.GoOn(phaseTime)
			reach(t, w.status, "copy-a", "stopped")
			w.clock.GoOn(7*24*time.Hour - phaseTime)
			if s := w.status(t, "copy-a"); s != "stopped" {
				t.Errorf("a minute too early it is %s", s)
			}
			w.clock.GoOn(phaseTime)
			reach(t, w.status, "copy-a", "starting")
			if got := w.events(t, "copy-a"); !slices.Contains(got, "DB cluster started because it exceeded the maximum allowed time stopped") {
				t.Errorf("the events are %v", got)
			}
			w.clock.GoOn(phaseTime)
			reach(t, w.status, "copy-a", "available")
		}},
		{"10.4 events of 14 days", func(t *testing.T, w *world) {
			since := func(days int) int {
				now := w.clock.Now()
				out, err := w.RDS.DescribeEvents(t.Context(), &rds.DescribeEventsInput{
					StartTime: aws.Time(now.Add(-time.Duration(days) * 24 * time.Hour)), EndTime: aws.Time(now), SourceType: "db-cluster", SourceIdentifier: aws.String("copy-a"),
				})
				must(t, err)
				return len(out.Events)
			}
			if n := since(13); n == 0 {
				t.Error("no events of the last days are there")
			}
			w.clock.GoOn(15 * 24 * time.Hour)
			if n := since(30); n != 0 {
				t.Errorf("%d events older than 14 days are there", n)
			}
		}},
	}
}
