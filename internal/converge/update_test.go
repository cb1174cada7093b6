package converge_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// made is a finished cluster, with the calls that made it forgotten.
func made(t *testing.T, q converge.Request) (*plane, *converge.Converger, converge.Outcome) {
	t.Helper()
	p := newPlane()
	c := converge.New(p, converge.Options{})
	outcome, err := c.Create(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.calls = nil
	return p, c, outcome
}

func TestUpdateChangesManyThingsWithOneCallEach(t *testing.T) {
	prior := request(func(q *converge.Request) { q.Target.InstanceCount = 2 })
	p, c, outcome := made(t, prior)
	next := prior
	next.Target.InstanceClass = "db.r6g.xlarge"
	next.Target.BackupRetentionPeriod = 7
	next.DeletionProtection = true
	next.Access = converge.Access{SecurityGroupIDs: []string{"sg-app"}}
	next.Credentials = cluster.WithPassword(cluster.NewSecret("long-enough"), "1")
	next.ArtifactDigest = "sha256:bb"
	next.Tags = map[string]string{"Stage": "test"}
	got, err := c.Update(t.Context(), outcome.Cluster.ResourceID, prior, next, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.count("ModifyCluster") != 1 || p.count("ModifyInstance x-1") != 1 || p.count("ModifyInstance x-2") != 1 {
		t.Errorf("the calls are %v", p.calls)
	}
	if writer, reader := slices.Index(p.calls, "ModifyInstance x-1"), slices.Index(p.calls, "ModifyInstance x-2"); writer < reader {
		t.Error("the writer restarts before the reader")
	}
	now := got.Cluster
	if now.BackupRetentionPeriod != 7 || !now.DeletionProtection || now.MasterSecret != nil || now.SecurityGroups[0].ID != "sg-app" {
		t.Errorf("the cluster is %+v", now)
	}
	tags := p.clusters["x"].Tags
	if _, kept := tags["Team"]; kept || tags["Stage"] != "test" || tags[cluster.TagArtifactDigest] != "sha256:bb" || tags[cluster.TagCredentials] != "password" {
		t.Errorf("the tags are %v", tags)
	}
}

func TestUpdateOfNothingChangesNothing(t *testing.T) {
	prior := request(func(q *converge.Request) {
		q.Credentials = cluster.WithPassword(cluster.NewSecret("long-enough"), "1")
		q.Access.AllowedCIDRs = []string{"10.0.0.0/8"}
	})
	p, c, outcome := made(t, prior)
	prior.Credentials.Password = cluster.Secret{} // write-only: kept nowhere
	next := prior
	if _, err := c.Update(t.Context(), outcome.Cluster.ResourceID, prior, next, nil); err != nil {
		t.Fatal(err)
	}
	for _, call := range p.calls {
		if !strings.HasPrefix(call, "Find") && call != "Tag" {
			t.Errorf("%s was called", call)
		}
	}
}

func TestUpdateReplacesRulesExactly(t *testing.T) {
	prior := request(func(q *converge.Request) { q.Access.AllowedCIDRs = []string{"10.0.0.0/8", "10.9.0.0/16"} })
	p, c, outcome := made(t, prior)
	next := prior
	next.Access.AllowedCIDRs, next.Access.AllowedSecurityGroupIDs = []string{"10.0.0.0/8"}, []string{"sg-app"}
	if _, err := c.Update(t.Context(), outcome.Cluster.ResourceID, prior, next, nil); err != nil {
		t.Fatal(err)
	}
	want := []cluster.Ingress{
		{Protocol: "tcp", FromPort: 5432, ToPort: 5432, CIDR: "10.0.0.0/8"},
		{Protocol: "tcp", FromPort: 5432, ToPort: 5432, SecurityGroupID: "sg-app"},
	}
	for _, g := range p.firewalls {
		if diff := cmp.Diff(want, g.Ingress); diff != "" {
			t.Error(diff)
		}
	}
	if p.count("ModifyCluster") > 0 {
		t.Error("rules need no call to RDS")
	}
}

func TestUpdateAndDeleteLeaveAnotherOwnersClusterAlone(t *testing.T) {
	q := request(nil)
	tests := map[string]struct{ owner, resourceID string }{
		"other token":       {"token-2", ""},
		"other resource id": {"token-1", "cluster-before"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p, c, outcome := made(t, q)
			next := q
			next.Owner, next.Target.BackupRetentionPeriod = test.owner, 9
			id := test.resourceID
			if id == "" {
				id = outcome.Cluster.ResourceID
			}
			if _, err := c.Update(t.Context(), id, q, next, nil); err == nil {
				t.Error("the update went through")
			}
			err := c.Delete(t.Context(), converge.DeleteRequest{Identifier: "x", Owner: test.owner, ResourceID: id}, nil)
			if err != nil {
				t.Errorf("a cluster that is not ours counts as gone: %v", err)
			}
			for _, call := range p.calls {
				if !strings.HasPrefix(call, "Find") {
					t.Errorf("%s was called", call)
				}
			}
		})
	}
}

func TestUpdateOfAStoppedClusterSaysSo(t *testing.T) {
	q := request(nil)
	p, c, outcome := made(t, q)
	p.clusters["x"].Status = "stopped"
	_, err := c.Update(t.Context(), outcome.Cluster.ResourceID, q, q, nil)
	if err == nil || !strings.Contains(failure.Hint(err), "start-db-cluster") {
		t.Errorf("got %v, hint %q", err, failure.Hint(err))
	}
}

func TestUpdateCarriesAnUnfinishedClusterOn(t *testing.T) {
	p := newPlane()
	p.refuse = func(name string) error {
		if name == "CreateInstance" {
			return errRefuse
		}
		return nil
	}
	c := converge.New(p, converge.Options{})
	q := request(nil)
	outcome, _ := c.Create(t.Context(), q, nil)
	p.refuse = nil
	got, err := c.Update(t.Context(), outcome.Cluster.ResourceID, q, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if marks, _ := cluster.ParseMarks(got.Cluster.Tags); !marks.Finished() || p.count("RestoreCluster") != 1 {
		t.Errorf("marks %+v after %v", marks, p.calls)
	}
}

func TestEventsNameEachPhaseAndItsEnd(t *testing.T) {
	var began, ended []string
	outcome, err := converge.New(newPlane(), converge.Options{}).Create(context.WithoutCancel(t.Context()), request(nil), func(e converge.Event) {
		switch {
		case e.Done:
			ended = append(ended, e.Phase)
		case e.Status == "started":
			began = append(began, e.Phase)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"network", "restore", "credentials", "instances", "open", "finish"}
	var timed []string
	for _, p := range outcome.Phases {
		timed = append(timed, p.Name)
	}
	for name, got := range map[string][]string{"began": began, "ended": ended, "outcome": timed} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
