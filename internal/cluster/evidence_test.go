package cluster_test

import (
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestEvidenceAboutAChange(t *testing.T) {
	available := cluster.Cluster{Status: "available"}
	with := func(change func(*cluster.Cluster)) cluster.Cluster {
		c := available
		change(&c)
		return c
	}
	secret := func(status string) func(*cluster.Cluster) {
		return func(c *cluster.Cluster) { c.MasterSecret = &cluster.MasterSecret{Status: status} }
	}
	groups := func(groups ...cluster.SecurityGroup) func(*cluster.Cluster) {
		return func(c *cluster.Cluster) { c.SecurityGroups = groups }
	}
	wantGroups := cluster.SecurityGroupsActive([]string{"sg-1", "sg-2"})
	tests := map[string]struct {
		evidence cluster.Evidence
		seen     cluster.Cluster
		want     bool
	}{
		"available alone is no secret": {cluster.SecretActive, available, false},
		"secret creating":              {cluster.SecretActive, with(secret("creating")), false},
		"secret active":                {cluster.SecretActive, with(secret("active")), true},
		"old groups":                   {wantGroups, with(groups(cluster.SecurityGroup{ID: "sg-0", Status: "active"})), false},
		"one still adding": {wantGroups, with(groups(
			cluster.SecurityGroup{ID: "sg-1", Status: "active"}, cluster.SecurityGroup{ID: "sg-2", Status: "adding"})), false},
		"old one still there": {wantGroups, with(groups(
			cluster.SecurityGroup{ID: "sg-1", Status: "active"}, cluster.SecurityGroup{ID: "sg-2", Status: "active"},
			cluster.SecurityGroup{ID: "sg-0", Status: "removing"})), false},
		"all active": {wantGroups, with(groups(
			cluster.SecurityGroup{ID: "sg-2", Status: "active"}, cluster.SecurityGroup{ID: "sg-1", Status: "active"})), true},
		"pending":     {cluster.NothingPending, with(func(c *cluster.Cluster) { c.Pending = true }), false},
		"not pending": {cluster.NothingPending, available, true},
		"both":        {cluster.All(cluster.Available, cluster.SecretActive), available, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.evidence(test.seen); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestEvidenceAboutInstances(t *testing.T) {
	writer := cluster.Instance{Identifier: "x-1", Status: "available", Writer: true}
	optimising := cluster.Instance{Identifier: "x-2", Status: "storage-optimization"}
	making := cluster.Instance{Identifier: "x-3", Status: "creating"}
	tests := map[string]struct {
		evidence  cluster.InstanceEvidence
		instances []cluster.Instance
		want      bool
	}{
		"no writer":            {cluster.WriterAvailable, []cluster.Instance{optimising}, false},
		"writer":               {cluster.WriterAvailable, []cluster.Instance{making, writer}, true},
		"named ones there":     {cluster.InstancesAvailable("x-1", "x-2"), []cluster.Instance{writer, optimising, making}, true},
		"one still in making":  {cluster.InstancesAvailable("x-1", "x-3"), []cluster.Instance{writer, making}, false},
		"one not there at all": {cluster.InstancesAvailable("x-1", "x-4"), []cluster.Instance{writer}, false},
		"gone":                 {cluster.InstancesGone("x-2", "x-4"), []cluster.Instance{writer, making}, true},
		"one left":             {cluster.InstancesGone("x-1"), []cluster.Instance{writer}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.evidence(test.instances); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
