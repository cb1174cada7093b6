package converge_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

var reapTime = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// expired is a clone of ours whose time is over since an hour.
func expired(identifier string) cluster.Cluster {
	marks := cluster.Marks{
		Owner: "token", Phase: cluster.PhaseFinished, ResourceID: "cluster-" + strings.ToUpper(identifier), Source: sourceARN,
		ExpiresAt: reapTime.Add(-time.Hour),
	}
	return cluster.Cluster{
		Identifier: identifier, ARN: "arn:aws:rds:eu-central-1:123456789012:cluster:" + identifier,
		ResourceID: marks.ResourceID, Status: "available", Tags: marks.Tags(),
	}
}

func TestOnlyWhatIsOursAndExpiredIsReaped(t *testing.T) {
	tag := func(key, value string) func(*cluster.Cluster) {
		return func(c *cluster.Cluster) { c.Tags[key] = value }
	}
	untag := func(key string) func(*cluster.Cluster) {
		return func(c *cluster.Cluster) { delete(c.Tags, key) }
	}
	const passedOver = "passed over" // not even a candidate
	tests := map[string]struct {
		change func(*cluster.Cluster)
		rules  converge.ReapRules
		kept   string // words of the reason; "" is reaped
	}{
		"expired":                       {nil, converge.ReapRules{}, ""},
		"expired at this very second":   {tag(cluster.TagExpiresAt, "2026-11-22T12:00:00Z"), converge.ReapRules{}, ""},
		"expires in a second":           {tag(cluster.TagExpiresAt, "2026-11-22T12:00:01Z"), converge.ReapRules{}, "has not expired"},
		"no expiry":                     {untag(cluster.TagExpiresAt), converge.ReapRules{}, passedOver},
		"an expiry that is no time":     {tag(cluster.TagExpiresAt, "yesterday"), converge.ReapRules{}, passedOver},
		"no owner":                      {untag(cluster.TagOwner), converge.ReapRules{}, "not made by dbartifact"},
		"no tags":                       {func(c *cluster.Cluster) { c.Tags = nil }, converge.ReapRules{}, passedOver},
		"no resource id":                {untag(cluster.TagResourceID), converge.ReapRules{}, "another cluster's"},
		"restored from its snapshot":    {func(c *cluster.Cluster) { c.ResourceID = "cluster-OTHER" }, converge.ReapRules{}, "another cluster's"},
		"protected":                     {func(c *cluster.Cluster) { c.DeletionProtection = true }, converge.ReapRules{}, "protection"},
		"never, by identifier":          {nil, converge.ReapRules{Never: []string{"x"}}, "never"},
		"never, by ARN":                 {nil, converge.ReapRules{Never: []string{"arn:aws:rds:eu-central-1:123456789012:cluster:X"}}, "never"},
		"never, of another name":        {nil, converge.ReapRules{Never: []string{"xy", "arn:aws:rds:eu-central-1:999999999999:cluster:x"}}, ""},
		"of the prefix":                 {nil, converge.ReapRules{Fleet: converge.Fleet{Prefix: "x"}}, ""},
		"of another prefix":             {nil, converge.ReapRules{Fleet: converge.Fleet{Prefix: "y"}}, passedOver},
		"of the source":                 {nil, converge.ReapRules{Fleet: converge.Fleet{Source: "source"}}, ""},
		"of another source":             {nil, converge.ReapRules{Fleet: converge.Fleet{Source: "orders"}}, passedOver},
		"without the tag":               {nil, converge.ReapRules{Fleet: converge.Fleet{Tags: map[string]string{"team": "a"}}}, passedOver},
		"stopped":                       {func(c *cluster.Cluster) { c.Status = "stopped" }, converge.ReapRules{}, ""},
		"failed":                        {func(c *cluster.Cluster) { c.Status = "incompatible-network" }, converge.ReapRules{}, ""},
		"on its way out":                {func(c *cluster.Cluster) { c.Status = "deleting" }, converge.ReapRules{}, "being deleted"},
		"unfinished and left":           {tag(cluster.TagPhase, "restore 2026-11-22T11:00:00Z"), converge.ReapRules{}, ""},
		"unfinished and somebody at it": {tag(cluster.TagPhase, "restore 2026-11-22T12:01:00Z"), converge.ReapRules{}, "at work"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			one := expired("x")
			if test.change != nil {
				test.change(&one)
			}
			test.rules.Now = reapTime
			got := test.rules.Candidates([]cluster.Cluster{one})
			switch {
			case test.kept == passedOver:
				if len(got) != 0 {
					t.Errorf("got %+v", got)
				}
			case len(got) != 1 || (test.kept == "") != (got[0].Kept == "") || !strings.Contains(got[0].Kept, test.kept):
				t.Errorf("got %+v, want %q", got, test.kept)
			}
		})
	}
}

func TestASourceIsNotReaped(t *testing.T) {
	base, clone := expired("base"), expired("clone")
	clone.Tags[cluster.TagSource] = base.ARN
	clone.Tags[cluster.TagExpiresAt] = "2026-12-01T00:00:00Z"
	got := converge.ReapRules{Now: reapTime}.Candidates([]cluster.Cluster{base, clone})
	if len(got) != 2 || !strings.Contains(got[0].Kept, `source of cluster "clone"`) {
		t.Errorf("got %+v", got)
	}
}

// fleet is a plane with clusters of ours beside the source.
func fleet(clusters ...cluster.Cluster) *plane {
	p := newPlane()
	for _, one := range clusters {
		p.clusters[one.Identifier] = &one
	}
	return p
}

func TestReapTakesTheOldestFirstAndStopsAtItsLimit(t *testing.T) {
	a, b, c := expired("a"), expired("b"), expired("c")
	b.Tags[cluster.TagExpiresAt] = "2026-11-01T00:00:00Z"
	c.Tags[cluster.TagExpiresAt] = "2026-10-01T00:00:00Z"
	p := fleet(a, b, c)
	deleted, err := converge.New(p, converge.Options{}).Reap(t.Context(), converge.ReapRules{Now: reapTime, Limit: 2}, nil)
	if diff := cmp.Diff([]string{"c", "b"}, deleted); diff != "" || err != nil {
		t.Errorf("%s%v", diff, err)
	}
	if left := slices.Sorted(maps.Keys(p.clusters)); !slices.Equal(left, []string{"a", "source"}) {
		t.Errorf("%v are left", left)
	}
}

func TestReapGoesOnAfterAFailureAndSaysWhatFailed(t *testing.T) {
	p := fleet(expired("a"), expired("b"))
	failures := 0
	p.refuse = func(call string) error {
		if call == "DeleteCluster" && failures == 0 {
			failures++
			return errRefuse
		}
		return nil
	}
	deleted, err := converge.New(p, converge.Options{}).Reap(t.Context(), converge.ReapRules{Now: reapTime}, nil)
	if !slices.Equal(deleted, []string{"b"}) || !errors.Is(err, errRefuse) || !strings.Contains(err.Error(), `reaping cluster "a"`) {
		t.Errorf("got %v, %v", deleted, err)
	}
}

// The owner may have extended the time since the list was made, or another run
// have adopted the cluster.
func TestReapLooksOnceMoreBeforeItDeletes(t *testing.T) {
	p := fleet(expired("a"), expired("b"))
	lists := 0
	p.refuse = func(call string) error {
		if call == "ListClusters" {
			if lists++; lists == 2 {
				p.clusters["a"].Tags[cluster.TagExpiresAt] = "2026-12-01T00:00:00Z"
			}
		}
		return nil
	}
	deleted, err := converge.New(p, converge.Options{}).Reap(t.Context(), converge.ReapRules{Now: reapTime}, nil)
	if !slices.Equal(deleted, []string{"b"}) || err == nil || !strings.Contains(err.Error(), "has not expired") {
		t.Errorf("got %v, %v", deleted, err)
	}
	if p.clusters["a"] == nil || p.clusters["source"] == nil {
		t.Error("a cluster is gone that should stay")
	}
}

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
