package converge_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

func deletionOf(o converge.Outcome) converge.DeleteRequest {
	return converge.DeleteRequest{Identifier: "x", Owner: "token-1", ResourceID: o.Cluster.ResourceID}
}

func TestDeleteLeavesNothingOfOurs(t *testing.T) {
	p, c, outcome := made(t, request(func(q *converge.Request) {
		ownSubnets(q)
		q.Target.InstanceCount = 3
		q.Access.SecurityGroupIDs = []string{"sg-app"} // ours is not attached then
	}))
	p.firewalls["sg-app"] = &cluster.FirewallGroup{ID: "sg-app", Name: "app", VPCID: "vpc-1"}
	if err := c.Delete(t.Context(), deletionOf(outcome), nil); err != nil {
		t.Fatal(err)
	}
	if len(p.clusters) != 1 || len(p.instances)+len(p.subnets) > 0 || len(p.firewalls) != 1 {
		t.Errorf("left: %v %v %v %v", p.clusters, p.instances, p.subnets, p.firewalls)
	}
	var order []string
	for _, call := range p.calls {
		if strings.HasPrefix(call, "Delete") || strings.HasPrefix(call, "Wait") {
			order = append(order, call)
		}
	}
	want := []string{
		"DeleteInstance x-2", "DeleteInstance x-3", "DeleteInstance x-1", "DeleteCluster",
		"WaitClusterDeleted", "DeleteSubnetGroup", "DeleteFirewallGroup",
	}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
}

func TestDeleteChecksWhatCanRefuseFirst(t *testing.T) {
	tests := map[string]struct {
		prepare func(*plane, *converge.DeleteRequest)
		hint    string
	}{
		"deletion protection": {
			func(p *plane, _ *converge.DeleteRequest) { p.clusters["x"].DeletionProtection = true },
			"deletion_protection = false",
		},
		"final snapshot's name": {
			func(p *plane, q *converge.DeleteRequest) { p.snapshots["last"], q.FinalSnapshot = true, "last" },
			"final_snapshot_identifier",
		},
		"final snapshot of a broken instance": {
			func(p *plane, q *converge.DeleteRequest) {
				p.instances["x-1"].Status, q.FinalSnapshot = "incompatible-parameters", "last"
			},
			"only without a final snapshot",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p, c, outcome := made(t, request(nil))
			q := deletionOf(outcome)
			test.prepare(p, &q)
			marks := cluster.Marks{Owner: q.Owner, ResourceID: "cluster-m", CreateMode: "intermediate"}
			p.clusters["x-m"] = &cluster.Cluster{Identifier: "x-m", ARN: "arn:x-m", ResourceID: "cluster-m", Status: "available", Tags: marks.Tags()}
			err := c.Delete(t.Context(), q, nil)
			if err == nil || !strings.Contains(failure.Hint(err), test.hint) {
				t.Errorf("got %v, hint %q", err, failure.Hint(err))
			}
			if slices.ContainsFunc(p.calls, func(call string) bool { return !strings.HasPrefix(call, "Find") && call != "ClusterSnapshotExists" }) {
				t.Errorf("something was touched: %v", p.calls)
			}
		})
	}
}

func TestDeleteStartsAStoppedCluster(t *testing.T) {
	p, c, outcome := made(t, request(nil))
	p.clusters["x"].Status = "stopped"
	if err := c.Delete(t.Context(), deletionOf(outcome), nil); err != nil {
		t.Fatal(err)
	}
	started, deleted := slices.Index(p.calls, "StartCluster"), slices.Index(p.calls, "DeleteInstance x-1")
	if started < 0 || started > deleted || p.clusters["x"] != nil {
		t.Errorf("the calls are %v", p.calls)
	}
}

func TestDeleteOfWhatIsGoneRemovesTheRest(t *testing.T) {
	p, c, outcome := made(t, request(ownSubnets))
	delete(p.clusters, "x")
	q := deletionOf(outcome)
	q.VPCID = "vpc-1"
	if err := c.Delete(t.Context(), q, nil); err != nil {
		t.Fatal(err)
	}
	if len(p.subnets)+len(p.firewalls) > 0 {
		t.Errorf("left: %v %v", p.subnets, p.firewalls)
	}
}

// What cannot be removed when the cluster is gone is told, and keeps nothing
// else from being removed.
func TestDeleteTellsWhatItLeavesBehind(t *testing.T) {
	p, c, outcome := made(t, request(func(q *converge.Request) {
		ownSubnets(q)
		q.Target.EnabledCloudwatchLogsExports = []string{"postgresql"}
	}))
	marks := cluster.Marks{Owner: "token-1", ResourceID: "cluster-m", CreateMode: "intermediate"}
	p.clusters["x-m"] = &cluster.Cluster{
		Identifier: "x-m", ARN: "arn:x-m", ResourceID: "cluster-m", Status: "available", Tags: marks.Tags(), LogExports: []string{"postgresql"},
	}
	p.refuse = func(call string) error {
		if call == "DeleteLogGroups" {
			return errRefuse
		}
		return nil
	}
	if err := c.Delete(t.Context(), deletionOf(outcome), nil); !errors.Is(err, converge.ErrLeftBehind) || strings.Count(err.Error(), errRefuse.Error()) != 2 {
		t.Errorf("got %v", err)
	}
	if len(p.clusters) != 1 || len(p.instances)+len(p.subnets)+len(p.firewalls) > 0 {
		t.Errorf("left: %v %v %v %v", p.clusters, p.instances, p.subnets, p.firewalls)
	}
}

func TestDeleteCarriesOnWhereItWasStopped(t *testing.T) {
	whole, c, outcome := made(t, request(ownSubnets))
	if err := c.Delete(t.Context(), deletionOf(outcome), nil); err != nil {
		t.Fatal(err)
	}
	for at := 1; at < len(whole.calls); at++ {
		p, c, outcome := made(t, request(ownSubnets))
		q := deletionOf(outcome)
		q.VPCID = "vpc-1"
		p.killAt = at
		if err := c.Delete(t.Context(), q, nil); err == nil {
			t.Fatal("a killed run has no success")
		}
		p.killAt = 0
		if err := c.Delete(t.Context(), q, nil); err != nil {
			t.Errorf("after %s: %v", whole.calls[at-1], err)
		}
		if len(p.clusters) != 1 || len(p.instances)+len(p.subnets)+len(p.firewalls) > 0 {
			t.Errorf("after %s something is left", whole.calls[at-1])
		}
	}
}

func TestFindReadsBackWhoGetsIn(t *testing.T) {
	_, c, _ := made(t, request(func(q *converge.Request) {
		q.Access = converge.Access{AllowedCIDRs: []string{"10.0.0.0/8"}, AllowedSecurityGroupIDs: []string{"sg-app"}}
	}))
	found, err := c.Find(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	want := converge.Access{AllowedCIDRs: []string{"10.0.0.0/8"}, AllowedSecurityGroupIDs: []string{"sg-app"}}
	if diff := cmp.Diff(want, found.Access); diff != "" {
		t.Error(diff)
	}
	if found.VPCID != "vpc-1" || !found.Ours || !found.OwnedBy("token-1", found.Cluster.ResourceID) {
		t.Errorf("found %+v", found)
	}
	free, err := c.Find(t.Context(), "nobody")
	if err != nil || free.Exists {
		t.Errorf("a free name: %+v, %v", free, err)
	}
}
