package converge_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// worker is a Migrator that writes its work down among the plane's calls.
type worker struct {
	plane *plane
	at    converge.Entrance
	fail  string
}

var errScript = errors.New("the script is broken")

func (w *worker) do(ctx context.Context, name string, at converge.Entrance) error {
	w.at = at
	_, err := call(ctx, w.plane, name, func() (any, error) {
		if w.fail == name {
			return nil, errScript
		}
		return nil, nil
	})
	return err
}

func (w *worker) Quarantine(ctx context.Context, at converge.Entrance, _ func(string)) error {
	return w.do(ctx, "Quarantine", at)
}

func (w *worker) Mask(ctx context.Context, at converge.Entrance, _ func(string)) error {
	return w.do(ctx, "Mask", at)
}

func (w *worker) Migrate(ctx context.Context, at converge.Entrance, _ func(string)) ([]converge.Changeset, error) {
	return []converge.Changeset{{Path: "db.xml", ID: "1", Author: "a"}}, w.do(ctx, "Migrate", at)
}

const digestA, digestB = "sha256:scripts-a", "sha256:scripts-b"

// masked asks for a clone with everything that can be done inside one.
func masked(w *worker) func(*converge.Request) {
	return func(q *converge.Request) {
		q.Access.AllowedCIDRs = []string{"10.0.0.0/8"}
		q.HTTPEndpoint, q.Target.IAMDatabaseAuthenticationEnabled = true, true
		q.Target.EnabledCloudwatchLogsExports = []string{"postgresql"}
		q.Spec.Source.MasterUsername, q.Target.DatabaseName = "dbadmin", "app"
		q.Work = converge.Work{
			Migrator: w, Quarantine: true, Masking: digestA, Schema: true,
			Maintenance: converge.Access{AllowedCIDRs: []string{"192.0.2.1/32"}},
		}
	}
}

func TestWorkIsDoneInOrderAndBeforeAnybodyIsLetIn(t *testing.T) {
	p := newPlane()
	w := &worker{plane: p}
	p.refuse = func(name string) error {
		if slices.Contains([]string{"Quarantine", "Mask", "Migrate"}, name) {
			onlyMaintenanceGetsIn(t, p, name)
		}
		return nil
	}
	outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), request(masked(w)), nil)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, name := range p.calls {
		if slices.Contains([]string{"CreateInstance", "Quarantine", "Mask", "Migrate", "SetHTTPEndpoint"}, name) {
			order = append(order, name)
		}
	}
	if diff := cmp.Diff([]string{"CreateInstance", "Quarantine", "Mask", "Migrate", "SetHTTPEndpoint"}, order); diff != "" {
		t.Error(diff)
	}
	if outcome.Cluster.Tags[cluster.TagMasked] != digestA || len(outcome.Changesets) != 1 {
		t.Errorf("the outcome is %+v", outcome)
	}
	if w.at.SecretARN == "" || w.at.Database != "app" || w.at.Username != "dbadmin" || !w.at.Inherited {
		t.Errorf("the entrance was %+v", w.at)
	}
	for _, g := range p.firewalls {
		if len(g.Ingress) != 1 || g.Ingress[0].CIDR != "10.0.0.0/8" {
			t.Errorf("in the end these get in: %+v", g.Ingress)
		}
	}
}

// onlyMaintenanceGetsIn looks at the clone while the work is done.
func onlyMaintenanceGetsIn(t *testing.T, p *plane, during string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.clusters["x"]
	if c.HTTPEndpointEnabled || c.IAMDatabaseAuthentication || len(c.LogExports) > 0 {
		t.Errorf("during %s the clone is %+v", during, c)
	}
	for _, g := range p.firewalls {
		for _, rule := range g.Ingress {
			if rule.CIDR != "192.0.2.1/32" {
				t.Errorf("during %s these get in: %+v", during, g.Ingress)
			}
		}
	}
}

func TestFailedScriptLeavesTheCloneClosedAndTellsHowToLook(t *testing.T) {
	for _, fail := range []string{"Quarantine", "Mask", "Migrate"} {
		t.Run(fail, func(t *testing.T) {
			p := newPlane()
			w := &worker{plane: p, fail: fail}
			c := converge.New(p, converge.Options{})
			q := request(masked(w))
			outcome, err := c.Create(t.Context(), q, nil)
			if !errors.Is(err, errScript) || !strings.Contains(err.Error(), "To look: ") || !strings.Contains(err.Error(), "arn:secret") {
				t.Fatalf("got %v", err)
			}
			onlyMaintenanceGetsIn(t, p, "the aftermath")
			if got := p.clusters["x"].Tags[cluster.TagMasked]; fail != "Migrate" && got != cluster.MaskedPending {
				t.Errorf("its record says %q", got)
			}
			// The same artifact with a script that was put right.
			w.fail, q.Owner, q.Adopt, q.Work.Masking = "", "token-2", outcome.Cluster.ResourceID, digestB
			again, err := c.Create(t.Context(), q, nil)
			if err != nil {
				t.Fatal(err)
			}
			if again.Cluster.ResourceID != outcome.Cluster.ResourceID || again.Cluster.Tags[cluster.TagMasked] != digestB || p.count("RestoreCluster") != 1 {
				t.Errorf("the outcome is %+v", again)
			}
		})
	}
}

func TestCloneWhoseScriptsAreGoneIsNeverOpened(t *testing.T) {
	p := newPlane()
	w := &worker{plane: p, fail: "Mask"}
	c := converge.New(p, converge.Options{})
	q := request(masked(w))
	outcome, err := c.Create(t.Context(), q, nil)
	if err == nil {
		t.Fatal("a broken script must not succeed")
	}
	q.Owner, q.Adopt, q.Work = "token-2", outcome.Cluster.ResourceID, converge.Work{}
	if _, err := c.Create(t.Context(), q, nil); err == nil || !strings.Contains(failure.Hint(err), "its scripts back") {
		t.Fatalf("got %v", err)
	}
	for _, g := range p.firewalls {
		if len(g.Ingress) > 0 {
			t.Errorf("these get in: %+v", g.Ingress)
		}
	}
}

func TestMaskedCloneIsNotMaskedAgain(t *testing.T) {
	p := newPlane()
	w := &worker{plane: p, fail: "Migrate"}
	c := converge.New(p, converge.Options{})
	q := request(masked(w))
	outcome, _ := c.Create(t.Context(), q, nil)
	w.fail, q.Owner, q.Adopt = "", "token-2", outcome.Cluster.ResourceID
	if _, err := c.Create(t.Context(), q, nil); err != nil || p.count("Mask") != 1 || p.count("Migrate") != 2 {
		t.Errorf("after %v: %v", p.calls, err)
	}
}

func TestWorkThatCannotBeDoneIsRefusedBeforeAnything(t *testing.T) {
	tests := map[string]struct {
		change func(*converge.Request)
		want   string
	}{
		"no way in":        {func(q *converge.Request) { q.Work.Migrator = nil }, "no way in"},
		"unknown password": {func(q *converge.Request) { q.Credentials = cluster.Inherited() }, "nobody knows"},
		"nothing to mask":  {empty, "nothing to be masked"},
		"Data API, no secret": {func(q *converge.Request) {
			q.Work.DataAPI, q.Credentials = true, cluster.WithPassword(cluster.NewSecret("long-enough"), "1")
		}, "logs in with a secret"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlane()
			q := request(masked(&worker{plane: p}))
			test.change(&q)
			if _, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil); err == nil || !strings.Contains(err.Error(), test.want) || len(p.calls) > 0 {
				t.Errorf("after %v: %v", p.calls, err)
			}
		})
	}
}

func TestDataAPIIsOnForTheWorkAlone(t *testing.T) {
	p := newPlane()
	w := &worker{plane: p}
	on := false
	p.refuse = func(name string) error {
		if name == "Mask" {
			p.mu.Lock()
			defer p.mu.Unlock()
			on = p.clusters["x"].HTTPEndpointEnabled
		}
		return nil
	}
	q := request(func(q *converge.Request) { masked(w)(q); q.Work.DataAPI, q.HTTPEndpoint = true, false })
	outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
	if err != nil || !on || outcome.Cluster.HTTPEndpointEnabled {
		t.Errorf("on during the work: %t; in the end %t: %v", on, outcome.Cluster.HTTPEndpointEnabled, err)
	}
}
