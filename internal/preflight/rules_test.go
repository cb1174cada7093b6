package preflight

import (
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

const (
	home       = "123456789012"
	away       = "210987654321"
	ordersARN  = "arn:aws:rds:eu-central-1:123456789012:cluster:orders"
	ordersKey  = "arn:aws:kms:eu-central-1:123456789012:key/k"
	elsewhere  = "arn:aws:kms:us-east-1:123456789012:key/k"
	engine     = "aurora-postgresql"
	someClass  = "db.r6g.large"
	thisRegion = "eu-central-1"
)

// wanted is a new clone that nothing speaks against.
func wanted() Wanted {
	return Wanted{
		Identifier: "x", Instances: []string{"x-1", "x-2"}, Clone: true,
		Spec: artifact.Spec{Source: artifact.Source{
			ClusterID: "orders", ClusterARN: ordersARN, ClusterResourceID: "cluster-ORDERS", Region: thisRegion, AccountID: home,
			Engine: engine, EngineVersion: "15.10",
		}},
		Target: artifact.Target{VPCID: "vpc-1", SubnetIDs: []string{"s-1", "s-2"}, InstanceClass: someClass, InstanceCount: 2},
	}
}

// orders is the source that wanted names.
func orders() source {
	return source{account: home, found: true, cluster: cluster.Cluster{
		Identifier: "orders", ARN: ordersARN, ResourceID: "cluster-ORDERS", Status: "available", Engine: engine, EngineVersion: "15.10",
		DBSubnetGroupName: "default", StorageEncrypted: true, CloneGroupID: "group-1",
		AvailabilityZones: []string{"a", "b", "c"}, Members: []cluster.Member{{InstanceIdentifier: "orders-1", Writer: true}},
	}}
}

// lent is orders as another account's.
func lent() source {
	return source{account: away, found: true, cluster: cluster.Cluster{ARN: ordersARN, Engine: engine, EngineVersion: "15.10", StorageEncrypted: true}}
}

// row is one line of a rule's table: what is changed, and what the rule says;
// "" is nothing.
type row struct {
	change func(*Wanted, *source)
	says   string
}

func holds(t *testing.T, base func() source, rule func(Wanted, source) []Finding, rows map[string]row) {
	t.Helper()
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			w, s := wanted(), base()
			if r.change != nil {
				r.change(&w, &s)
			}
			says(t, rule(w, s), r.says)
		})
	}
}

func says(t *testing.T, findings []Finding, want string) {
	t.Helper()
	var text []string
	for _, f := range findings {
		if f.Attribute == "" || f.Summary == "" || f.Detail == "" {
			t.Errorf("a finding without address or words: %+v", f)
		}
		text = append(text, f.Summary+": "+f.Detail)
	}
	got := strings.Join(text, "\n")
	if (want == "") != (got == "") || !strings.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSourceRule(t *testing.T) {
	rule := func(w Wanted, s source) []Finding { return sourceRule(w, s, thisRegion) }
	holds(t, orders, rule, map[string]row{
		"as it was built from": {},
		"another Region":       {func(w *Wanted, _ *source) { w.Spec.Source.Region = "us-east-1" }, "set region accordingly"},
		"gone":                 {func(_ *Wanted, s *source) { *s = source{account: home} }, "does not exist any more"},
		"another of its name":  {func(_ *Wanted, s *source) { s.cluster.ResourceID = "cluster-NEW" }, "built from cluster-ORDERS"},
		"another engine":       {func(_ *Wanted, s *source) { s.cluster.Engine = "aurora-mysql" }, "engine aurora-mysql now"},
		"stopped":              {func(_ *Wanted, s *source) { s.cluster.Status = "stopped" }, "start-db-cluster"},
		"without instances":    {func(_ *Wanted, s *source) { s.cluster.Members = nil }, "no instances"},
	})
	holds(t, lent, rule, map[string]row{
		"shared":     {},
		"not shared": {func(_ *Wanted, s *source) { s.found = false }, "Resource Access Manager"},
	})
}

func TestKeyRule(t *testing.T) {
	holds(t, orders, keyRule, map[string]row{
		"the source's key":         {},
		"a key of the caller's":    {func(w *Wanted, _ *source) { w.Target.KMSKeyID = ordersKey }, ""},
		"a key of another Region":  {func(w *Wanted, _ *source) { w.Target.KMSKeyID = elsewhere }, "is in us-east-1"},
		"an unencrypted source":    {func(w *Wanted, s *source) { w.Target.KMSKeyID, s.cluster.StorageEncrypted = ordersKey, false }, "not encrypted"},
		"an unencrypted, no key":   {func(_ *Wanted, s *source) { s.cluster.StorageEncrypted = false }, ""},
		"a key that is not known":  {func(w *Wanted, s *source) { w.KeyUnknown, s.cluster.StorageEncrypted = true, false }, ""},
		"the default key, at home": {func(w *Wanted, _ *source) { w.Target.KMSKeyID = "alias/aws/rds" }, ""},
	})
	holds(t, lent, keyRule, map[string]row{
		"no key across accounts":          {nil, "Set kms_key_id to a key that this account may use"},
		"own key across accounts":         {func(w *Wanted, _ *source) { w.Target.KMSKeyID = ordersKey }, ""},
		"the default key across accounts": {func(w *Wanted, _ *source) { w.Target.KMSKeyID = "alias/aws/rds" }, "default key"},
		"unencrypted across accounts":     {func(_ *Wanted, s *source) { s.cluster.StorageEncrypted = false }, ""},
		"to be made":                      {func(w *Wanted, _ *source) { w.KeyUnknown = true }, ""},
	})
}

func TestFamilyRule(t *testing.T) {
	clones := func(n int, group string) []cluster.Cluster {
		all := []cluster.Cluster{{Identifier: "orders", CloneGroupID: "group-1"}}
		for i := range n {
			all = append(all, cluster.Cluster{Identifier: "clone-" + string(rune('a'+i)), CloneGroupID: group})
		}
		return all
	}
	of := func(all []cluster.Cluster) func(Wanted, source) []Finding {
		return func(w Wanted, s source) []Finding { return familyRule(w, s, all) }
	}
	holds(t, orders, of(clones(14, "group-1")), map[string]row{"fourteen": {}})
	holds(t, orders, of(clones(15, "group-1")), map[string]row{
		"fifteen":              {nil, "full copy"},
		"one is made anew":     {func(w *Wanted, _ *source) { w.Identifier = "clone-a" }, ""},
		"no clone group, none": {func(_ *Wanted, s *source) { s.cluster.CloneGroupID = "" }, ""},
	})
	holds(t, orders, of(clones(20, "group-2")), map[string]row{"somebody else's": {}})
	other := cluster.Cluster{Identifier: "first", CrossAccountClone: true, Tags: map[string]string{cluster.TagOwner: "o", cluster.TagSource: ordersARN}}
	holds(t, lent, of([]cluster.Cluster{other}), map[string]row{
		"a second one across accounts": {nil, "Cluster \"first\" is a clone"},
		"the same one":                 {func(w *Wanted, _ *source) { w.Identifier = "first" }, ""},
		"of another source":            {func(w *Wanted, _ *source) { w.Spec.Source.ClusterARN += "2" }, ""},
	})
	if f := familyRule(wanted(), orders(), clones(15, "group-1")); len(f) != 1 || !f[0].Warning {
		t.Error("a full clone group stands in the way")
	}
}
