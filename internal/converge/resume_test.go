package converge_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// shapes are clusters that go through different calls.
var shapes = map[string]func(*converge.Request){
	"managed":  ownSubnets,
	"password": func(q *converge.Request) { q.Credentials = cluster.WithPassword(cluster.NewSecret("long-enough"), "1") },
	"inherited with rules": func(q *converge.Request) {
		q.Credentials, q.Access.AllowedCIDRs = cluster.Inherited(), []string{"10.0.0.0/8"}
	},
	"empty, managed": empty,
	"empty, password": func(q *converge.Request) {
		empty(q)
		q.Credentials = cluster.WithPassword(cluster.NewSecret("long-enough"), "1")
	},
	"groups and readers": func(q *converge.Request) {
		ownSubnets(q)
		q.Access.SecurityGroupIDs, q.Target.InstanceCount, q.WaitForReaders = []string{"sg-app"}, 3, true
		q.DeletionProtection = true
	},
}

// TestCloneKilledAnywhereIsCarriedOn kills the process right after each call
// in turn: the call has had its effect, and nobody learns of it. The next run
// must end with the very same cluster.
func TestCloneKilledAnywhereIsCarriedOn(t *testing.T) {
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			whole := newPlane()
			if _, err := converge.New(whole, converge.Options{}).Create(t.Context(), request(shape), nil); err != nil {
				t.Fatal(err)
			}
			for at := 1; at < len(whole.calls); at++ {
				t.Run(fmt.Sprintf("%02d %s", at, whole.calls[at-1]), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { killAndResume(t, request(shape), at) })
				})
			}
		})
	}
}

func killAndResume(t *testing.T, q converge.Request, at int) {
	t.Helper()
	p := newPlane()
	p.killAt = at
	c := converge.New(p, converge.Options{})
	if _, err := c.Create(t.Context(), q, nil); err == nil {
		t.Fatal("a killed run has no success")
	}
	p.killAt = 0
	before := p.clusters["x"]

	found, err := c.Find(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	standing := found.Standing(q, time.Now())
	switch {
	case standing == cluster.Finished:
		// Killed when nothing was left to do: import is the way.
		return
	case standing == cluster.Free && before == nil:
	case standing == cluster.Busy && before != nil:
	default:
		t.Fatalf("the standing is %s", standing)
	}
	q.Owner, q.Adopt = "token-2", found.Cluster.ResourceID
	outcome, err := c.Create(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if before != nil && outcome.Cluster.ResourceID != before.ResourceID {
		t.Errorf("the cluster is %s, it was %s", outcome.Cluster.ResourceID, before.ResourceID)
	}
	if n := p.count("RestoreCluster") + p.count("CreateCluster"); n != 1 {
		t.Errorf("%d clusters were made", n)
	}
	marks, _ := cluster.ParseMarks(p.clusters["x"].Tags)
	if !marks.Finished() || marks.Owner != "token-2" {
		t.Errorf("the marks are %+v", marks)
	}
	if len(p.firewalls) != 1 || len(p.subnets) > 1 || len(p.instances) != q.Target.InstanceCount {
		t.Errorf("there are %d security groups, %d subnet groups, %d instances", len(p.firewalls), len(p.subnets), len(p.instances))
	}
	err = c.Delete(t.Context(), converge.DeleteRequest{Identifier: "x", Owner: "token-1", ResourceID: outcome.Cluster.ResourceID, VPCID: "vpc-1"}, nil)
	if err != nil || p.clusters["x"] == nil || len(p.firewalls) != 1 {
		t.Errorf("the killed run's token deletes what has been adopted: %v", err)
	}
}

func TestCloneGivesItsLeaseBackWhenItFails(t *testing.T) {
	p := newPlane()
	p.refuse = func(name string) error {
		if name == "CreateInstance" {
			return errRefuse
		}
		return nil
	}
	c := converge.New(p, converge.Options{})
	q := request(nil)
	outcome, err := c.Create(t.Context(), q, nil)
	if err == nil || outcome.Cluster.ResourceID == "" {
		t.Fatalf("got %v, %+v: a caller must learn which cluster to remember", err, outcome)
	}
	found, err := c.Find(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if got := found.Standing(q, time.Now()); got != cluster.Adoptable {
		t.Errorf("the standing is %s", got)
	}
	if found.Marks.Phase != converge.PhaseInstances {
		t.Errorf("the phase is %q", found.Marks.Phase)
	}
}

func TestCloneLeavesALivingRunAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		q := request(nil)
		marks := cluster.Marks{Owner: "alive", Inputs: q.Inputs(), ResourceID: "cluster-9", Phase: "instances", Until: time.Now().Add(time.Minute)}
		p.clusters["x"] = &cluster.Cluster{Identifier: "x", ARN: "arn:x", ResourceID: "cluster-9", Status: "available", Tags: marks.Tags()}
		time.AfterFunc(30*time.Second, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			marks.Until = time.Now().Add(2 * time.Minute)
			p.clusters["x"].Tags = marks.Tags()
		})
		q.Adopt = "cluster-9"
		_, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
		if err == nil || p.clusters["x"].Tags[cluster.TagOwner] != "alive" {
			t.Errorf("got %v, owner %q", err, p.clusters["x"].Tags[cluster.TagOwner])
		}
	})
}

func TestCloneStopsWhenAnotherRunTakesOver(t *testing.T) {
	p := newPlane()
	p.refuse = func(name string) error {
		if name == "CreateInstance" {
			p.clusters["x"].Tags[cluster.TagOwner] = "token-2"
		}
		return nil
	}
	_, err := converge.New(p, converge.Options{}).Create(t.Context(), request(nil), nil)
	if err == nil {
		t.Fatal("a run that lost its cluster must not succeed")
	}
	if marks, _ := cluster.ParseMarks(p.clusters["x"].Tags); marks.Owner != "token-2" || marks.Finished() || marks.Until.IsZero() {
		t.Errorf("the marks of the other run were touched: %+v", marks)
	}
}

func TestCloneRenewsItsLeaseWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		p.refuse = func(name string) error {
			if name == "WaitInstances" {
				time.Sleep(10 * time.Minute)
				p.mu.Lock()
				defer p.mu.Unlock()
				if marks, _ := cluster.ParseMarks(p.clusters["x"].Tags); !time.Now().Before(marks.Until) {
					t.Errorf("the lease ended at %s, it is %s", marks.Until, time.Now())
				}
			}
			return nil
		}
		if _, err := converge.New(p, converge.Options{}).Create(t.Context(), request(nil), nil); err != nil {
			t.Fatal(err)
		}
	})
}

func TestCloneCannotBringInheritedCredentialsBack(t *testing.T) {
	for _, mode := range []cluster.CredentialsMode{cluster.CredentialsManaged, cluster.CredentialsPassword} {
		p := newPlane()
		q := request(func(q *converge.Request) { q.Credentials, q.Adopt = cluster.Inherited(), "cluster-9" })
		marks := cluster.Marks{Owner: "old", Inputs: q.Inputs(), ResourceID: "cluster-9", Phase: "credentials", Credentials: mode}
		p.clusters["x"] = &cluster.Cluster{Identifier: "x", ARN: "arn:x", ResourceID: "cluster-9", Status: "available", Tags: marks.Tags()}
		if _, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil); err == nil {
			t.Errorf("after %s: no error", mode)
		}
		if p.count("Tag") > 0 {
			t.Errorf("after %s: the cluster was touched", mode)
		}
	}
}
