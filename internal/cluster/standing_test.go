package cluster_test

import (
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestStandingOfTheHolderOfAName(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	const inputs = "sha256:cd"
	holder := func(change func(*cluster.Cluster, *cluster.Marks)) *cluster.Cluster {
		c := &cluster.Cluster{Identifier: "x", ResourceID: "cluster-A", Status: "available"}
		m := cluster.Marks{Owner: "token", Inputs: inputs, Phase: "instances", ResourceID: "cluster-A"}
		change(c, &m)
		c.Tags = m.Tags()
		return c
	}
	tests := map[string]struct {
		holder *cluster.Cluster
		want   cluster.Standing
	}{
		"nobody": {nil, cluster.Free},
		"no tags": {
			&cluster.Cluster{ResourceID: "cluster-A", Status: "available"}, cluster.Foreign,
		},
		"the user's tags": {
			&cluster.Cluster{ResourceID: "cluster-A", Tags: map[string]string{"Name": "x"}}, cluster.Foreign,
		},
		"released":      {holder(func(*cluster.Cluster, *cluster.Marks) {}), cluster.Adoptable},
		"lease ended":   {holder(func(_ *cluster.Cluster, m *cluster.Marks) { m.Until = now }), cluster.Adoptable},
		"lease goes on": {holder(func(_ *cluster.Cluster, m *cluster.Marks) { m.Until = now.Add(time.Second) }), cluster.Busy},
		"finished":      {holder(func(_ *cluster.Cluster, m *cluster.Marks) { m.Phase = cluster.PhaseFinished }), cluster.Finished},
		"other inputs":  {holder(func(_ *cluster.Cluster, m *cluster.Marks) { m.Inputs = "sha256:ee" }), cluster.Different},
		"other inputs at work": {holder(func(_ *cluster.Cluster, m *cluster.Marks) {
			m.Inputs, m.Until = "sha256:ee", now.Add(time.Minute)
		}), cluster.Different},
		"deleting": {holder(func(c *cluster.Cluster, _ *cluster.Marks) { c.Status = "deleting" }), cluster.Deleting},
		"restored from our snapshot": {holder(func(c *cluster.Cluster, m *cluster.Marks) {
			c.ResourceID, m.Phase = "cluster-B", cluster.PhaseFinished
		}), cluster.Foreign},
		"unfinished, restored from our snapshot": {holder(func(c *cluster.Cluster, _ *cluster.Marks) { c.ResourceID = "cluster-B" }), cluster.Foreign},
		"killed before its id was written": {holder(func(_ *cluster.Cluster, m *cluster.Marks) {
			m.ResourceID, m.Phase = "", "restore"
		}), cluster.Adoptable},
		"finished without its id": {holder(func(_ *cluster.Cluster, m *cluster.Marks) {
			m.ResourceID, m.Phase = "", cluster.PhaseFinished
		}), cluster.Foreign},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := cluster.StandingOf(test.holder, inputs, now); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestOwnedByNeedsTokenAndResourceID(t *testing.T) {
	marked := cluster.Cluster{ResourceID: "cluster-A", Tags: cluster.Marks{Owner: "token", ResourceID: "cluster-A"}.Tags()}
	tests := []struct {
		owner, resourceID string
		want              bool
	}{
		{"token", "cluster-A", true},
		{"other", "cluster-A", false},
		{"token", "cluster-B", false},
		{"", "cluster-A", false},
		{"token", "", false},
	}
	for _, test := range tests {
		if got := cluster.OwnedBy(marked, test.owner, test.resourceID); got != test.want {
			t.Errorf("owner %q, resource id %q: got %t", test.owner, test.resourceID, got)
		}
	}
	if cluster.OwnedBy(cluster.Cluster{ResourceID: "cluster-A"}, "", "cluster-A") {
		t.Error("a cluster without marks belongs to nobody")
	}
}
