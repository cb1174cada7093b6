package converge_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

func TestFleetIsWhatWasMadeFromArtifacts(t *testing.T) {
	restored := expired("restored")
	restored.ResourceID = "cluster-OTHER"
	team := expired("pr-7")
	team.Tags["team"] = "orders"
	c := converge.New(fleet(expired("a"), team, restored), converge.Options{})
	for name, test := range map[string]struct {
		fleet converge.Fleet
		want  []string
	}{
		"all":                  {converge.Fleet{}, []string{"a", "pr-7"}},
		"by prefix":            {converge.Fleet{Prefix: "pr-"}, []string{"pr-7"}},
		"by source identifier": {converge.Fleet{Source: "source"}, []string{"a", "pr-7"}},
		"by source ARN":        {converge.Fleet{Source: sourceARN}, []string{"a", "pr-7"}},
		"by another source":    {converge.Fleet{Source: "orders"}, nil},
		"by tag":               {converge.Fleet{Tags: map[string]string{"team": "orders"}}, []string{"pr-7"}},
		"by another tag":       {converge.Fleet{Tags: map[string]string{"team": ""}}, nil},
	} {
		members, err := c.Fleet(t.Context(), test.fleet)
		var got []string
		for _, m := range members {
			got = append(got, m.Identifier)
		}
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v (%v), want %v", name, got, err, fmt.Sprint(test.want))
		}
	}
}

func TestExpiryIsSetAndTakenAwayInPlace(t *testing.T) {
	p := newPlane()
	c := converge.New(p, converge.Options{})
	q := request(nil)
	q.ExpiresAt = reapTime
	outcome, err := c.Create(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.clusters["x"].Tags[cluster.TagExpiresAt]; got != "2026-11-22T12:00:00Z" {
		t.Errorf("the cluster expires at %q", got)
	}
	if _, marked := p.instances["x-1"].Tags[cluster.TagExpiresAt]; marked {
		t.Error("an instance carries the expiry")
	}
	next := q
	next.ExpiresAt = time.Time{}
	outcome, err = c.Update(t.Context(), outcome.Cluster.ResourceID, q, next, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, marked := p.clusters["x"].Tags[cluster.TagExpiresAt]; marked || outcome.Cluster.Tags[cluster.TagExpiresAt] != "" {
		t.Error("the expiry is still there")
	}
}
