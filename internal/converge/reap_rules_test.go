package converge_test

import (
	"strings"
	"testing"
	"time"

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
