package converge_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// twoStep asks for a clone of a clone that is masked.
func twoStep(w *worker) func(*converge.Request) {
	return func(q *converge.Request) {
		masked(w)(q)
		q.Target.DBSubnetGroupName, q.Target.SubnetIDs = "", []string{"subnet-a", "subnet-b"}
		q.Work.TwoStep = true
	}
}

func TestTwoStepsCloneWhatIsMasked(t *testing.T) {
	p := newPlane()
	restores := 0
	p.refuse = func(name string) error {
		if name != "RestoreCluster" {
			return nil
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		restores++
		if i := p.clusters["x-m"]; restores == 2 && i.Tags[cluster.TagMasked] != digestA {
			t.Errorf("what is cloned is %v", i.Tags)
		}
		return nil
	}
	q := request(twoStep(&worker{plane: p}))
	outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if restores != 2 || p.count("Mask") != 1 || p.count("Quarantine") != 1 || p.count("Migrate") != 1 {
		t.Errorf("the calls are %v", p.calls)
	}
	onlyTheMaskedCloneIsLeft(t, p, q)
	if outcome.Cluster.Identifier != "x" {
		t.Errorf("the outcome is %+v", outcome)
	}
}

// onlyTheMaskedCloneIsLeft looks at what is there when all is done.
func onlyTheMaskedCloneIsLeft(t *testing.T, p *plane, q converge.Request) {
	t.Helper()
	marks, _ := cluster.ParseMarks(p.clusters["x"].Tags)
	if !marks.Finished() || marks.Masked != q.Work.Masking {
		t.Errorf("the marks are %+v", marks)
	}
	if len(p.clusters) != 2 || len(p.instances) != 1 || len(p.firewalls) != 1 || len(p.subnets) != 1 {
		t.Errorf("there are clusters %d, instances %d, security groups %d, subnet groups %d", len(p.clusters), len(p.instances), len(p.firewalls), len(p.subnets))
	}
}

func TestTwoStepsKilledAnywhereAreCarriedOn(t *testing.T) {
	whole := newPlane()
	if _, err := converge.New(whole, converge.Options{}).Create(t.Context(), request(twoStep(&worker{plane: whole})), nil); err != nil {
		t.Fatal(err)
	}
	for at := 1; at < len(whole.calls); at++ {
		t.Run(fmt.Sprintf("%02d %s", at, whole.calls[at-1]), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlane()
				p.killAt = at
				c := converge.New(p, converge.Options{})
				q := request(twoStep(&worker{plane: p}))
				if _, err := c.Create(t.Context(), q, nil); err == nil {
					t.Fatal("a killed run has no success")
				}
				p.killAt = 0
				found, err := c.Find(t.Context(), "x")
				if err != nil || found.Marks.Finished() {
					return // nothing was left to do
				}
				q.Owner, q.Adopt = "token-2", found.Cluster.ResourceID
				if _, err := c.Create(t.Context(), q, nil); err != nil {
					t.Fatal(err)
				}
				onlyTheMaskedCloneIsLeft(t, p, q)
				if n := p.count("RestoreCluster"); n != 2 {
					t.Errorf("%d clones were made", n)
				}
			})
		})
	}
}

func TestTwoStepsLeaveSomebodyElsesClusterAlone(t *testing.T) {
	p := newPlane()
	q := request(twoStep(&worker{plane: p}))
	marks := cluster.Marks{Owner: "other", Inputs: q.Inputs(), ResourceID: "cluster-9", Phase: "instances", CreateMode: "clone"}
	p.clusters["x-m"] = &cluster.Cluster{Identifier: "x-m", ARN: "arn:x-m", ResourceID: "cluster-9", Status: "available", Tags: marks.Tags()}
	c := converge.New(p, converge.Options{})
	if _, err := c.Create(t.Context(), q, nil); !errors.Is(err, cluster.ErrAlreadyExists) {
		t.Errorf("got %v", err)
	}
	if err := c.Delete(t.Context(), converge.DeleteRequest{Identifier: "x", Owner: "token-1", ResourceID: "cluster-1"}, nil); err != nil {
		t.Error(err)
	}
	if now := p.clusters["x-m"]; now == nil || now.Status != "available" || now.Tags[cluster.TagOwner] != "other" {
		t.Errorf("it is %+v", now)
	}
}
