package converge_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const sourceARN = "arn:aws:rds:eu-central-1:123456789012:cluster:source"

// request is a plain clone with a managed password and a subnet group that is
// there already; change makes it another one.
func request(change func(*converge.Request)) converge.Request {
	spec := artifact.Spec{
		Version: artifact.SpecVersion,
		Source:  artifact.Source{ClusterID: "source", ClusterARN: sourceARN, ClusterResourceID: "cluster-SOURCE", Engine: "aurora-postgresql"},
		Target: artifact.Target{
			VPCID: "vpc-1", DBSubnetGroupName: "shared", InstanceClass: "db.r6g.large", InstanceCount: 1, Port: 5432,
			BackupRetentionPeriod: 1, DBClusterParameterGroupName: "default.aurora-postgresql15",
		},
	}
	q := converge.Request{
		Identifier: "x", Owner: "token-1", Spec: spec, ArtifactDigest: "sha256:aa", Target: spec.Target,
		Credentials: cluster.Managed(""), Tags: map[string]string{"Team": "orders"},
	}
	if change != nil {
		change(&q)
	}
	return q
}

func ownSubnets(q *converge.Request) {
	q.Target.DBSubnetGroupName = ""
	q.Target.SubnetIDs = []string{"subnet-a", "subnet-b"}
	q.Spec.Target = q.Target
}

func TestCloneSetsCredentialsBeforeItsFirstInstance(t *testing.T) {
	p := newPlane()
	outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), request(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	modify, create := slices.Index(p.calls, "ModifyCluster"), slices.Index(p.calls, "CreateInstance")
	if modify < 0 || create < 0 || modify > create {
		t.Errorf("the order is %v", p.calls)
	}
	if outcome.Cluster.MasterSecret == nil || len(outcome.Instances) != 1 || !outcome.Instances[0].Writer {
		t.Errorf("the outcome is %+v", outcome)
	}
}

func TestCloneMarksEverythingAsOurs(t *testing.T) {
	p := newPlane()
	q := request(ownSubnets)
	outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := cluster.Marks{
		Owner: "token-1", ArtifactDigest: "sha256:aa", Inputs: q.Inputs(), Phase: cluster.PhaseFinished,
		ResourceID: outcome.Cluster.ResourceID, Source: sourceARN, Credentials: cluster.CredentialsManaged,
	}
	for name, tags := range map[string]map[string]string{"outcome": outcome.Cluster.Tags, "cluster": p.clusters["x"].Tags} {
		got, _ := cluster.ParseMarks(tags)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	around := map[string]map[string]string{
		"instance": p.instances["x-1"].Tags, "subnet group": p.subnets["x-dbartifact"].Tags,
	}
	for _, g := range p.firewalls {
		around["security group"] = g.Tags
	}
	if len(around) != 3 {
		t.Fatalf("the network is %v", around)
	}
	for name, tags := range around {
		if tags[cluster.TagOwner] != "token-1" || tags["Team"] != "orders" {
			t.Errorf("%s carries %v", name, tags)
		}
	}
}

func TestCloneCallsModifyOnlyWhenItMust(t *testing.T) {
	tests := map[string]struct {
		change func(*converge.Request)
		want   int
	}{
		"inherited, closed": {func(q *converge.Request) { q.Credentials = cluster.Inherited() }, 0},
		"inherited, rules on our group": {func(q *converge.Request) {
			q.Credentials, q.Access.AllowedCIDRs = cluster.Inherited(), []string{"10.0.0.0/8"}
		}, 0},
		"inherited, the window AWS has chosen": {func(q *converge.Request) {
			q.Credentials, q.Target.PreferredMaintenanceWindow = cluster.Inherited(), "mon:03:00-mon:03:30"
		}, 0},
		"inherited, window": {func(q *converge.Request) {
			q.Credentials, q.Target.PreferredMaintenanceWindow = cluster.Inherited(), "tue:04:00-tue:05:00"
		}, 1},
		"managed and window": {func(q *converge.Request) { q.Target.PreferredMaintenanceWindow = "tue:04:00-tue:05:00" }, 1},
		"managed, caller's groups, protection": {func(q *converge.Request) {
			q.Access.SecurityGroupIDs, q.DeletionProtection = []string{"sg-app"}, true
		}, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlane()
			if _, err := converge.New(p, converge.Options{}).Create(t.Context(), request(test.change), nil); err != nil {
				t.Fatal(err)
			}
			if got := p.count("ModifyCluster"); got != test.want {
				t.Errorf("%d calls of ModifyDBCluster, want %d: %v", got, test.want, p.calls)
			}
		})
	}
}

func TestCloneIsClosedUntilItIsOpened(t *testing.T) {
	p := newPlane()
	q := request(func(q *converge.Request) {
		q.Access = converge.Access{SecurityGroupIDs: []string{"sg-app"}, AllowedCIDRs: []string{"10.1.2.3/8"}}
	})
	var ours string
	p.refuse = func(call string) error {
		if call == "WaitInstances" {
			groups := p.clusters["x"].SecurityGroups
			if len(groups) != 1 || len(p.firewalls[groups[0].ID].Ingress)+p.firewalls[groups[0].ID].Egress > 0 {
				t.Errorf("while instances are made the cluster has %+v, %+v", groups, p.firewalls)
			}
			ours = groups[0].ID
		}
		return nil
	}
	outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []cluster.SecurityGroup{{ID: "sg-app", Status: "active"}, {ID: ours, Status: "active"}}
	if diff := cmp.Diff(want, outcome.Cluster.SecurityGroups, cmp.Transformer("set", bySecurityGroup)); diff != "" {
		t.Error(diff)
	}
	rule := cluster.Ingress{Protocol: "tcp", FromPort: 5432, ToPort: 5432, CIDR: "10.0.0.0/8"}
	if diff := cmp.Diff([]cluster.Ingress{rule}, p.firewalls[ours].Ingress); diff != "" {
		t.Error(diff)
	}
}

func bySecurityGroup(groups []cluster.SecurityGroup) map[cluster.SecurityGroup]bool {
	set := map[cluster.SecurityGroup]bool{}
	for _, g := range groups {
		set[g] = true
	}
	return set
}

func TestCloneThatIsRefusedLeavesNothingBehind(t *testing.T) {
	for _, call := range []string{"CreateFirewallGroup", "RestoreCluster"} {
		t.Run(call, func(t *testing.T) {
			p := newPlane()
			p.refuse = func(name string) error {
				if name == call {
					return errRefuse
				}
				return nil
			}
			outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), request(ownSubnets), nil)
			if !errors.Is(err, errRefuse) || outcome.Cluster.ResourceID != "" {
				t.Errorf("got %v, %+v", err, outcome)
			}
			if len(p.subnets)+len(p.firewalls) > 0 || len(p.clusters) != 1 {
				t.Errorf("left behind: %v %v %v", p.subnets, p.firewalls, p.clusters)
			}
		})
	}
}

func TestCloneRefusesGroupsOfAnotherVPCAtOnce(t *testing.T) {
	p := newPlane()
	p.firewalls["sg-app"] = &cluster.FirewallGroup{ID: "sg-app", VPCID: "vpc-2"}
	q := request(func(q *converge.Request) { q.Access.SecurityGroupIDs = []string{"sg-app"} })
	_, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
	if err == nil || !strings.Contains(err.Error(), "it is in vpc-2") || len(p.firewalls) != 1 || p.count("RestoreCluster") > 0 {
		t.Errorf("got %v after %v", err, p.calls)
	}
}

func TestCloneRefusesNamesThatAreTaken(t *testing.T) {
	q := request(nil)
	marks := cluster.Marks{Owner: "other", Inputs: q.Inputs(), ResourceID: "cluster-9", Phase: "instances"}
	finished := marks
	finished.Phase = cluster.PhaseFinished
	different := marks
	different.Inputs = "sha256:zz"
	tests := map[string]struct {
		tags map[string]string
		hint string
	}{
		"foreign":    {nil, "not made from an artifact"},
		"finished":   {finished.Tags(), "Import it"},
		"unfinished": {marks.Tags(), "Plan again"},
		"different":  {different.Tags(), "other inputs"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlane()
			p.clusters["x"] = &cluster.Cluster{Identifier: "x", ResourceID: "cluster-9", Status: "available", Tags: test.tags}
			_, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
			if !errors.Is(err, cluster.ErrAlreadyExists) || !strings.Contains(failure.Hint(err), test.hint) {
				t.Errorf("got %v, hint %q", err, failure.Hint(err))
			}
			if diff := cmp.Diff([]string{"FindCluster"}, p.calls); diff != "" {
				t.Errorf("something was touched: %s", diff)
			}
		})
	}
}
