package converge_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// withBrokenScript is what a run leaves whose script fails in the intermediate
// clone.
func withBrokenScript(t *testing.T, change func(*converge.Request)) (*plane, *worker, converge.Request, converge.Outcome) {
	t.Helper()
	p := newPlane()
	w := &worker{plane: p, fail: "Mask"}
	q := request(twoStep(w))
	if change != nil {
		change(&q)
	}
	outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
	if !errors.Is(err, errScript) || p.clusters["x"] != nil {
		t.Fatalf("got %+v, %v", outcome, err)
	}
	return p, w, q, outcome
}

func TestTwoStepsWithABrokenScriptLeaveTheIntermediateCloneToCarryOnWith(t *testing.T) {
	p, w, q, outcome := withBrokenScript(t, nil)
	c := converge.New(p, converge.Options{})
	found, err := c.Find(t.Context(), "x")
	if err != nil || !found.Intermediate() || !found.OwnedBy(q.Owner, outcome.Cluster.ResourceID) || found.Standing(q, time.Now()) != cluster.Adoptable {
		t.Errorf("for the outcome %+v, found is %+v, %v", outcome.Cluster, found, err)
	}
	if len(p.firewalls) != 1 || len(p.subnets) != 1 {
		t.Errorf("beside the intermediate clone's network something is left: %v %v", p.firewalls, p.subnets)
	}
	q.Owner = "token-2"
	if _, err := c.Create(t.Context(), q, nil); !errors.Is(err, cluster.ErrAlreadyExists) {
		t.Errorf("without being asked to carry on: %v", err)
	}
	w.fail, q.Adopt = "", outcome.Cluster.ResourceID
	if _, err := c.Create(t.Context(), q, nil); err != nil || p.count("RestoreCluster") != 2 {
		t.Fatalf("after %v: %v", p.calls, err)
	}
	onlyTheMaskedCloneIsLeft(t, p, q)
}

func TestTwoStepsWithABrokenScriptAreDeleted(t *testing.T) {
	p, _, q, outcome := withBrokenScript(t, nil)
	c := converge.New(p, converge.Options{})
	gone := converge.DeleteRequest{Identifier: "x", Owner: "somebody", ResourceID: outcome.Cluster.ResourceID, VPCID: q.Target.VPCID}
	if err := c.Delete(t.Context(), gone, nil); err != nil || p.clusters["x-m"] == nil {
		t.Fatalf("another owner's deletion: %v", err)
	}
	gone.Owner = q.Owner
	if err := c.Delete(t.Context(), gone, nil); err != nil {
		t.Fatal(err)
	}
	if len(p.clusters) != 1 || len(p.instances)+len(p.firewalls)+len(p.subnets) > 0 {
		t.Errorf("left: %v %v %v %v", p.clusters, p.instances, p.firewalls, p.subnets)
	}
}

func TestTwoStepsWithABrokenScriptAreReapedWhenTheyExpire(t *testing.T) {
	p, _, _, _ := withBrokenScript(t, func(q *converge.Request) { q.ExpiresAt = reapTime })
	deleted, err := converge.New(p, converge.Options{}).Reap(t.Context(), converge.ReapRules{Now: reapTime}, nil)
	if !slices.Equal(deleted, []string{"x-m"}) || err != nil {
		t.Errorf("got %v, %v", deleted, err)
	}
	if len(p.clusters) != 1 || len(p.instances)+len(p.firewalls)+len(p.subnets) > 0 {
		t.Errorf("left: %v %v %v %v", p.clusters, p.instances, p.firewalls, p.subnets)
	}
}

// What was to be masked in place and what was to be masked in two steps do not
// become one another.
func TestTwoStepsAndOneAreDifferentWays(t *testing.T) {
	p, w, inTwo, intermediate := withBrokenScript(t, nil)
	inPlace := inTwo
	inPlace.Work.TwoStep, inPlace.Adopt, inPlace.Owner = false, intermediate.Cluster.ResourceID, "token-2"
	refuses := func(q converge.Request) {
		t.Helper()
		c, before := converge.New(p, converge.Options{}), len(p.clusters)
		found, err := c.Find(t.Context(), "x")
		if got := found.Standing(q, time.Now()); err != nil || got != cluster.Different {
			t.Errorf("the standing is %s, %v", got, err)
		}
		if _, err := c.Create(t.Context(), q, nil); !errors.Is(err, cluster.ErrAlreadyExists) || len(p.clusters) != before {
			t.Errorf("got %v", err)
		}
	}
	refuses(inPlace)

	p = newPlane()
	w.plane, inPlace.Adopt = p, ""
	unmasked, err := converge.New(p, converge.Options{}).Create(t.Context(), inPlace, nil)
	if !errors.Is(err, errScript) {
		t.Fatal(err)
	}
	inTwo.Adopt = unmasked.Cluster.ResourceID
	refuses(inTwo)
}
