package converge_test

import (
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// claim is a request for the source cluster itself, by another owner.
func claim(change func(*converge.Request)) converge.Request {
	return request(func(q *converge.Request) {
		q.Identifier, q.Owner = "source", "claimant"
		if change != nil {
			change(q)
		}
	})
}

func TestClaimMarksAClusterThatNobodyOwns(t *testing.T) {
	p := newPlane()
	c := converge.New(p, converge.Options{})
	if err := c.Claim(t.Context(), "cluster-SOURCE", claim(nil)); err != nil {
		t.Fatal(err)
	}
	marks, _ := cluster.ParseMarks(p.clusters["source"].Tags)
	if marks.Owner != "claimant" || marks.ResourceID != "cluster-SOURCE" || !marks.Finished() || marks.Credentials != cluster.CredentialsInherited {
		t.Errorf("the marks are %+v", marks)
	}
	if calls := strings.Join(p.calls, " "); strings.Contains(calls, "Modify") || strings.Contains(calls, "Instance ") {
		t.Errorf("a claim made the calls %s", calls)
	}
}

func TestClaimRefusesWhatItMayNotTake(t *testing.T) {
	owned := cluster.Marks{Owner: "somebody", ResourceID: "cluster-SOURCE", Phase: cluster.PhaseFinished}
	tests := map[string]struct {
		resourceID string
		prepare    func(*cluster.Cluster)
		change     func(*converge.Request)
		says       string
	}{
		"another cluster of the name": {"cluster-OLD", nil, nil, "cluster-OLD was imported"},
		"one that somebody owns":      {"cluster-SOURCE", func(c *cluster.Cluster) { c.Tags = owned.Tags() }, nil, "somebody has claimed it"},
		"another engine":              {"cluster-SOURCE", func(c *cluster.Cluster) { c.Engine = "aurora-mysql" }, nil, "aurora-mysql"},
		"no such cluster":             {"cluster-SOURCE", nil, func(q *converge.Request) { q.Identifier = "nobody" }, "not found"},
		"scripts that never ran":      {"cluster-SOURCE", nil, func(q *converge.Request) { q.Work.Masking = "sha256:aa" }, "not masked"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlane()
			if test.prepare != nil {
				test.prepare(p.clusters["source"])
			}
			before := p.clusters["source"].Tags[cluster.TagOwner]
			err := converge.New(p, converge.Options{}).Claim(t.Context(), test.resourceID, claim(test.change))
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v", err)
			}
			if p.clusters["source"].Tags[cluster.TagOwner] != before {
				t.Error("the owner has changed")
			}
		})
	}
}

// Tags that came with a snapshot are nobody's claim.
func TestClaimTakesWhatWasRestoredFromASnapshot(t *testing.T) {
	p := newPlane()
	p.clusters["source"].Tags = cluster.Marks{Owner: "somebody", ResourceID: "cluster-OTHER", Phase: cluster.PhaseFinished}.Tags()
	if err := converge.New(p, converge.Options{}).Claim(t.Context(), "cluster-SOURCE", claim(nil)); err != nil {
		t.Fatal(err)
	}
	if marks, _ := cluster.ParseMarks(p.clusters["source"].Tags); marks.Owner != "claimant" || marks.ResourceID != "cluster-SOURCE" {
		t.Errorf("the marks are %+v", marks)
	}
}
