package converge_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

var _ converge.ControlPlane = (*aurora.Client)(nil)

// cloud is a sandbox with a source cluster, and a client to it.
type cloud struct {
	client *aurora.Client
	url    string
	spec   artifact.Spec

	mu    sync.Mutex
	calls []sandbox.Request
}

const seedSQL = `
CREATE TABLE orders (id int PRIMARY KEY, item text NOT NULL);
INSERT INTO orders SELECT n, 'item ' || n FROM generate_series(1, 100) n;
`

func newCloud(t *testing.T, target artifact.TargetDB) *cloud {
	t.Helper()
	c := &cloud{}
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", seedSQL), sandboxtest.WithConfig(func(cfg *sandbox.Config) {
		cfg.OnRequest = c.hear
	}))
	c.url = server.URL()
	c.client = connect(t, c.url, 3)
	config := artifact.Config{SourceDB: artifact.SourceDB{ClusterID: "orders"}, TargetDB: target}
	discovery, err := c.client.Discover(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	c.spec, err = artifact.Resolve(config, discovery, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.calls = nil
	return c
}

func (c *cloud) hear(r sandbox.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, r)
}

// forget drops what was heard so far.
func (c *cloud) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = nil
}

// heard are all calls, in their order.
func (c *cloud) heard() []sandbox.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

// actions are the calls that were answered with success, in their order.
func (c *cloud) actions() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var names []string
	for _, r := range c.calls {
		if r.Status < 300 {
			names = append(names, r.Action)
		}
	}
	return names
}

func (c *cloud) count(action string) int {
	n := 0
	for _, a := range c.actions() {
		if a == action {
			n++
		}
	}
	return n
}

func (c *cloud) request(change func(*converge.Request)) converge.Request {
	q := converge.Request{
		Identifier: "copy", Owner: "token-1", Spec: c.spec, Target: c.spec.Target, ArtifactDigest: "sha256:aa",
		Credentials: cluster.Managed(""), Tags: map[string]string{"Team": "orders"},
	}
	if change != nil {
		change(&q)
	}
	return q
}

func TestCloneInTheSandboxFromNothingToNothing(t *testing.T) {
	c := newCloud(t, artifact.TargetDB{SubnetIDs: []string{"subnet-0a", "subnet-0b"}, InstanceCount: 2})
	q := c.request(func(q *converge.Request) {
		q.Access.AllowedCIDRs, q.WaitForReaders = []string{"10.0.0.0/8"}, true
	})
	verbs := converge.New(c.client, converge.Options{})
	outcome, err := verbs.Create(t.Context(), q, func(e converge.Event) { t.Logf("%s %s: %s", e.Phase, e.Object, e.Status) })
	if err != nil {
		t.Fatal(err)
	}
	actions := c.actions()
	if slices.Index(actions, "ModifyDBCluster") > slices.Index(actions, "CreateDBInstance") || c.count("ModifyDBCluster") != 1 {
		t.Errorf("the order is %v", actions)
	}
	now := outcome.Cluster
	if now.MasterSecret == nil || now.MasterSecret.Status != "active" || len(outcome.Instances) != 2 || now.DBSubnetGroupName != "copy-dbartifact" {
		t.Errorf("the outcome is %+v", outcome)
	}
	found, err := verbs.Find(t.Context(), "copy")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(q.Access, found.Access); diff != "" || found.Standing(q, time.Now()) != cluster.Finished {
		t.Errorf("found %+v: %s", found, diff)
	}
	for _, i := range found.Instances {
		if i.PubliclyAccessible || i.Tags[cluster.TagOwner] != "token-1" {
			t.Errorf("instance %+v", i)
		}
	}
	deletion := converge.DeleteRequest{Identifier: "copy", Owner: "token-1", ResourceID: now.ResourceID}
	for range 2 { // gone already is fine
		if err := verbs.Delete(t.Context(), deletion, nil); err != nil {
			t.Fatal(err)
		}
	}
	c.nothingLeft(t, q)
}

// nothingLeft checks that the source is all there is.
func (c *cloud) nothingLeft(t *testing.T, q converge.Request) {
	t.Helper()
	for name, err := range map[string]error{
		"cluster":        second(c.client.FindCluster(t.Context(), q.Identifier)),
		"subnet group":   second(c.client.FindSubnetGroup(t.Context(), converge.SubnetGroupName(q.Identifier))),
		"security group": second(c.client.FindFirewallGroup(t.Context(), q.Target.VPCID, converge.SecurityGroupName(q.Identifier))),
	} {
		if err == nil {
			t.Errorf("the %s is left behind", name)
		}
	}
	if _, err := c.client.FindCluster(t.Context(), "orders"); err != nil {
		t.Errorf("the source: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
