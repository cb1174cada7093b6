package preflight

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

var errDenied = errors.New("AccessDenied")

// account answers every read as an account in which nothing speaks against
// what is wanted, and counts the reads. Those in denied fail.
type account struct {
	mu     sync.Mutex
	reads  map[string]int
	denied []string
}

func (a *account) read(name string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reads[name]++
	if slices.Contains(a.denied, name) {
		return errDenied
	}
	return nil
}

func (a *account) Region() string                            { return thisRegion }
func (a *account) AccountID(context.Context) (string, error) { return home, a.read("account") }

func (a *account) FindCluster(context.Context, string) (cluster.Cluster, error) {
	return orders().cluster, a.read("source")
}

func (a *account) FindSharedCluster(context.Context, string) (cluster.Cluster, error) {
	return lent().cluster, a.read("shared")
}

func (a *account) ListClusters(context.Context) ([]cluster.Cluster, error) {
	return nil, a.read("clusters")
}

func (a *account) InstanceOptions(context.Context, string, string, string) ([]cluster.InstanceOption, error) {
	return []cluster.InstanceOption{{}}, a.read("class")
}

func (a *account) EngineOffer(context.Context, string, string) (cluster.EngineOffer, error) {
	return cluster.EngineOffer{}, a.read("engine")
}

func (a *account) ClusterParameterGroupFamily(context.Context, string) (string, error) {
	return "aurora-postgresql15", a.read("cluster parameters")
}

func (a *account) ParameterGroupFamily(context.Context, string) (string, error) {
	return "aurora-postgresql15", a.read("parameters")
}

func (a *account) Quotas(context.Context) (map[string]cluster.Quota, error) {
	return nil, a.read("quotas")
}

func (a *account) InstancesNamed(context.Context, []string) ([]cluster.Instance, error) {
	return nil, a.read("names")
}

func (a *account) ClusterSnapshotExists(context.Context, string) (bool, error) {
	return false, a.read("snapshot")
}

func (a *account) FindSubnetGroup(context.Context, string) (cluster.SubnetGroup, error) {
	return cluster.SubnetGroup{VPCID: "vpc-1", AvailabilityZones: []string{"a", "b"}}, a.read("group")
}

func (a *account) FindSubnets(context.Context, []string) ([]cluster.Subnet, error) {
	return []cluster.Subnet{{ID: "s-1", VPCID: "vpc-1", AvailabilityZone: "a"}, {ID: "s-2", VPCID: "vpc-1", AvailabilityZone: "b"}}, a.read("subnets")
}

func (a *account) FindFirewallGroupsByID(_ context.Context, ids []string) ([]cluster.FirewallGroup, error) {
	return []cluster.FirewallGroup{{ID: ids[0], VPCID: "vpc-1"}}, a.read("firewall")
}

func TestRunReadsTheSourceOnceForAllChecks(t *testing.T) {
	a := &account{reads: map[string]int{}}
	result, err := Run(t.Context(), a, wanted())
	if err != nil || len(result.Findings)+len(result.Omissions) != 0 {
		t.Errorf("got %+v, %v", result, err)
	}
	if a.reads["source"] != 1 || a.reads["account"] != 1 {
		t.Errorf("the reads were %v", a.reads)
	}
}

func TestRunLeavesOutWhatCannotBeReadAndSaysSo(t *testing.T) {
	a := &account{reads: map[string]int{}, denied: []string{"quotas", "class"}}
	result, err := Run(t.Context(), a, wanted())
	if err != nil || len(result.Findings) != 0 || len(result.Omissions) != 2 {
		t.Fatalf("got %+v, %v", result, err)
	}
	for _, o := range result.Omissions {
		if o.Check == "" || !errors.Is(o.Err, errDenied) {
			t.Errorf("got %+v", o)
		}
	}
}

func TestRunPassesOverWhatIsNotKnown(t *testing.T) {
	w := wanted()
	w.Instances, w.Target.InstanceClass, w.Target.InstanceCount, w.KeyUnknown = nil, "", 0, true
	a := &account{reads: map[string]int{}}
	result, err := Run(t.Context(), a, w)
	if err != nil || len(result.Findings)+len(result.Omissions) != 0 {
		t.Errorf("got %+v, %v", result, err)
	}
	for _, read := range []string{"class", "quotas", "names", "snapshot", "firewall", "engine"} {
		if a.reads[read] != 0 {
			t.Errorf("%s was read", read)
		}
	}
}

func TestRunOfAChangeReadsOnlyWhatChanges(t *testing.T) {
	w := wanted()
	before := w.Target
	w.Before = &before
	unchanged := &account{reads: map[string]int{}}
	if _, err := Run(t.Context(), unchanged, w); err != nil || len(unchanged.reads) != 0 {
		t.Errorf("nothing changes, and the reads were %v (%v)", unchanged.reads, err)
	}
	w.EngineVersion, w.Target.InstanceClass, w.Target.ServerlessV2Scaling = "15.10", "db.serverless", &artifact.Scaling{MaxCapacity: 4}
	changed := &account{reads: map[string]int{}}
	if _, err := Run(t.Context(), changed, w); err != nil || len(changed.reads) != 2 || changed.reads["class"]+changed.reads["engine"] != 2 {
		t.Errorf("class and capacity change, and the reads were %v (%v)", changed.reads, err)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, &account{reads: map[string]int{}}, wanted()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
