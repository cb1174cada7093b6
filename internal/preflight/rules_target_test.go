package preflight

import (
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestClassRule(t *testing.T) {
	offered := []cluster.InstanceOption{{NetworkTypes: []string{"IPV4"}}}
	tests := map[string]struct {
		network string
		options []cluster.InstanceOption
		says    string
	}{
		"offered":              {"", offered, ""},
		"offered with network": {"IPV4", offered, ""},
		"network not offered":  {"DUAL", offered, "network type IPV4 only"},
		"network not told":     {"DUAL", []cluster.InstanceOption{{}}, ""},
		"not offered":          {"", nil, "no db.r6g.large for aurora-postgresql 15.10"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := wanted()
			w.Target.NetworkType = test.network
			says(t, classRule(w, "15.10", test.options), test.says)
		})
	}
}

func TestCapacityRule(t *testing.T) {
	pausing, older := cluster.EngineOffer{Version: "16.3", MaxCapacity: 256}, cluster.EngineOffer{Version: "16.1", MinCapacity: 0.5, MaxCapacity: 128}
	tests := map[string]struct {
		low, high float64
		offer     cluster.EngineOffer
		says      string
	}{
		"pausing where it is offered":     {0, 4, pausing, ""},
		"pausing where it is not":         {0, 4, older, "16.3"},
		"half a unit where it is least":   {0.5, 128, older, ""},
		"more than there is":              {1, 256, older, "128 capacity units at most"},
		"a version that tells nothing":    {0, 256, cluster.EngineOffer{Version: "12.1"}, ""},
		"as much as the newest have once": {0, 256, pausing, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := wanted()
			w.Target.ServerlessV2Scaling = &artifact.Scaling{MinCapacity: test.low, MaxCapacity: test.high}
			says(t, capacityRule(w, test.offer), test.says)
		})
	}
}

func TestQuotaRule(t *testing.T) {
	quota := func(clusters, instances, groups int) map[string]cluster.Quota {
		return map[string]cluster.Quota{
			cluster.QuotaClusters: {Used: clusters, Max: 40}, cluster.QuotaInstances: {Used: instances, Max: 40},
			cluster.QuotaSubnetGroups: {Used: groups, Max: 50},
		}
	}
	inPlace := func(count int) func(*Wanted) {
		return func(w *Wanted) { w.Before = &artifact.Target{InstanceCount: 1}; w.Target.InstanceCount = count }
	}
	tests := map[string]struct {
		quotas map[string]cluster.Quota
		change func(*Wanted)
		says   string
	}{
		"room for all":                 {quota(39, 38, 49), nil, ""},
		"no cluster left":              {quota(40, 0, 0), nil, "40 of 40"},
		"one instance left of two":     {quota(0, 39, 0), nil, "2 more DB instance(s)"},
		"no subnet group left":         {quota(0, 0, 50), nil, "DB subnet group"},
		"masking in two steps":         {quota(39, 0, 0), func(w *Wanted) { w.Beside = 1 }, "2 more DB cluster(s)"},
		"a subnet group that exists":   {quota(0, 0, 50), func(w *Wanted) { w.Target.DBSubnetGroupName = "shared" }, ""},
		"one that goes makes room":     {quota(40, 40, 50), func(w *Wanted) { w.Replaces = []string{"x-1", "x-2"} }, ""},
		"one that goes, one too few":   {quota(40, 40, 50), func(w *Wanted) { w.Replaces = []string{"x-1"} }, "2 more DB instance(s)"},
		"a reader more, none left":     {quota(40, 40, 50), inPlace(2), "1 more DB instance(s)"},
		"over the quota already":       {quota(50, 50, 60), nil, "50 of 40"},
		"what AWS does not tell":       {nil, nil, ""},
		"more than one thing is short": {quota(40, 40, 0), nil, "1 more DB cluster(s) are wanted"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := wanted()
			if test.change != nil {
				test.change(&w)
			}
			says(t, quotaRule(w, test.quotas), test.says)
		})
	}
}

func TestNetworkRule(t *testing.T) {
	volume := []string{"a", "b", "c"}
	subnet := func(id, vpc, zone string) cluster.Subnet {
		return cluster.Subnet{ID: id, VPCID: vpc, AvailabilityZone: zone}
	}
	tests := map[string]struct {
		subnets []cluster.Subnet
		volume  []string
		says    string
	}{
		"two zones of the volume":    {[]cluster.Subnet{subnet("s-1", "vpc-1", "a"), subnet("s-2", "vpc-1", "c")}, volume, ""},
		"one zone of the volume":     {[]cluster.Subnet{subnet("s-1", "vpc-1", "a"), subnet("s-2", "vpc-1", "d")}, volume, "needs 2"},
		"one zone twice":             {[]cluster.Subnet{subnet("s-1", "vpc-1", "a"), subnet("s-2", "vpc-1", "a")}, volume, "needs 2"},
		"zones that are not known":   {[]cluster.Subnet{subnet("s-1", "vpc-1", "x"), subnet("s-2", "vpc-1", "y")}, nil, ""},
		"a subnet that is gone":      {[]cluster.Subnet{subnet("s-1", "vpc-1", "a")}, volume, "subnet s-2"},
		"subnets of two VPCs":        {[]cluster.Subnet{subnet("s-1", "vpc-1", "a"), subnet("s-2", "vpc-2", "b")}, volume, "vpc-1, vpc-2"},
		"subnets of another VPC now": {[]cluster.Subnet{subnet("s-1", "vpc-2", "a"), subnet("s-2", "vpc-2", "b")}, volume, "built for vpc-1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := wanted()
			says(t, networkRule(w, networkOf(w.Target.SubnetIDs, test.subnets), test.volume), test.says)
		})
	}
}

func TestFirewallRule(t *testing.T) {
	w := wanted()
	w.SecurityGroupIDs = []string{"sg-1", "sg-2"}
	one, two := cluster.FirewallGroup{ID: "sg-1", VPCID: "vpc-1"}, cluster.FirewallGroup{ID: "sg-2", VPCID: "vpc-1"}
	abroad := cluster.FirewallGroup{ID: "sg-2", VPCID: "vpc-2"}
	says(t, firewallRule(w, []cluster.FirewallGroup{one, two}), "")
	says(t, firewallRule(w, []cluster.FirewallGroup{one, abroad}), "sg-2 is in vpc-2")
	says(t, firewallRule(w, []cluster.FirewallGroup{one}), "no security group sg-2")
}

func TestNameAndSnapshotRules(t *testing.T) {
	w := wanted()
	w.FinalSnapshot = "last"
	says(t, nameRule(w, nil), "")
	says(t, nameRule(w, []cluster.Instance{{Identifier: "x-1", ClusterIdentifier: "x"}}), "")
	says(t, nameRule(w, []cluster.Instance{{Identifier: "x-1", ClusterIdentifier: "other"}}), "belongs to cluster other")
	says(t, nameRule(w, []cluster.Instance{{Identifier: "x-1"}}), "is no cluster's")
	says(t, snapshotRule(w, false), "")
	says(t, snapshotRule(w, true), `snapshot "last" exists`)
}

func TestParametersRule(t *testing.T) {
	offer := cluster.EngineOffer{Version: "15.10", ParameterGroupFamily: "aurora-postgresql15"}
	group := func(name, family string) []parameterGroup {
		return []parameterGroup{{attribute: "db_cluster_parameter_group_name", name: name, family: family}}
	}
	says(t, parametersRule(group("own", "aurora-postgresql15"), engine, offer), "")
	says(t, parametersRule(group("own", "aurora-postgresql16"), engine, offer), "takes groups of the family aurora-postgresql15")
	says(t, parametersRule(group("own", ""), engine, offer), `no parameter group "own"`)
	says(t, parametersRule(group("own", "aurora-postgresql16"), engine, cluster.EngineOffer{}), "")
}

func TestOnlyParameterGroupsThatChangeAreLookedAt(t *testing.T) {
	w := wanted()
	w.Target.DBClusterParameterGroupName, w.Target.DBParameterGroupName = "a", "b"
	if got := changedParameterGroups(w); len(got) != 2 {
		t.Errorf("of a new cluster: %v", got)
	}
	w.Before = &artifact.Target{DBClusterParameterGroupName: "a", DBParameterGroupName: "c"}
	if got := changedParameterGroups(w); len(got) != 1 || got[0].name != "b" {
		t.Errorf("of a change: %v", got)
	}
}
