package converge_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

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

func TestReapCountsAClusterAsGoneThatLeavesSomethingBehind(t *testing.T) {
	a := expired("a")
	a.LogExports = []string{"postgresql"}
	p := fleet(a)
	p.refuse = func(call string) error {
		if call == "DeleteLogGroups" {
			return errRefuse
		}
		return nil
	}
	deleted, err := converge.New(p, converge.Options{}).Reap(t.Context(), converge.ReapRules{Now: reapTime}, nil)
	if !slices.Equal(deleted, []string{"a"}) || !errors.Is(err, errRefuse) {
		t.Errorf("got %v, %v", deleted, err)
	}
}

// The owner may have changed the time since the list was made.
func TestReapLooksOnceMoreBeforeItDeletes(t *testing.T) {
	for name, test := range map[string]struct {
		change func(tags map[string]string)
		says   string
	}{
		"more time":          {func(tags map[string]string) { tags[cluster.TagExpiresAt] = "2026-12-01T00:00:00Z" }, "has not expired"},
		"no end any more":    {func(tags map[string]string) { delete(tags, cluster.TagExpiresAt) }, "does not expire"},
		"no owner any more":  {func(tags map[string]string) { delete(tags, cluster.TagOwner) }, "not made by"},
		"somebody at work":   {func(tags map[string]string) { tags[cluster.TagPhase] = "open 2026-11-22T12:01:00Z" }, "at work"},
		"no resource id now": {func(tags map[string]string) { delete(tags, cluster.TagResourceID) }, "another cluster's"},
	} {
		t.Run(name, func(t *testing.T) {
			p := fleet(expired("a"), expired("b"))
			lists := 0
			p.refuse = func(call string) error {
				if call == "ListClusters" {
					if lists++; lists == 2 {
						test.change(p.clusters["a"].Tags)
					}
				}
				return nil
			}
			deleted, err := converge.New(p, converge.Options{}).Reap(t.Context(), converge.ReapRules{Now: reapTime}, nil)
			if !slices.Equal(deleted, []string{"b"}) || err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, %v", deleted, err)
			}
			if p.clusters["a"] == nil || p.clusters["source"] == nil {
				t.Error("a cluster is gone that should stay")
			}
		})
	}
}

func TestReapLeavesAloneWhatAnotherRunTakesOverMeanwhile(t *testing.T) {
	p := fleet(expired("a"), expired("b"))
	looks := 0
	p.refuse = func(call string) error {
		if call == "FindCluster" {
			if looks++; looks == 1 { // Delete's own look
				p.clusters["a"].Tags[cluster.TagOwner] = "adopter"
			}
		}
		return nil
	}
	deleted, err := converge.New(p, converge.Options{}).Reap(t.Context(), converge.ReapRules{Now: reapTime}, nil)
	if !slices.Equal(deleted, []string{"b"}) || err == nil || !strings.Contains(err.Error(), "taken") {
		t.Errorf("got %v, %v", deleted, err)
	}
	if p.clusters["a"] == nil {
		t.Error("the adopter's cluster is gone")
	}
}
