package converge_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

func TestPendingChangesetsAreAppliedInPlace(t *testing.T) {
	for name, access := range map[string]converge.Access{
		"rules": {AllowedCIDRs: []string{"10.0.0.0/8"}}, "groups": {SecurityGroupIDs: []string{"sg-app"}}, "nobody": {},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlane()
			w := &worker{plane: p}
			c := converge.New(p, converge.Options{})
			q := request(func(q *converge.Request) { masked(w)(q); q.Access, q.Work.Schema = access, false })
			made, err := c.Create(t.Context(), q, nil)
			if err != nil {
				t.Fatal(err)
			}
			next := q
			next.Work.Schema = true
			p.refuse = func(name string) error {
				if name == "Migrate" {
					letsMaintenanceIn(t, p)
				}
				return nil
			}
			w.fail = "Migrate"
			if _, err := c.Update(t.Context(), made.Cluster.ResourceID, q, next, nil); !errors.Is(err, errScript) || strings.Contains(err.Error(), "as closed as it is") {
				t.Errorf("of changesets that fail in an open cluster it says: %v", err)
			}
			w.fail = ""
			updated, err := c.Update(t.Context(), made.Cluster.ResourceID, q, next, nil)
			if err != nil {
				t.Fatal(err)
			}
			if p.count("Migrate") != 2 || p.count("Mask") != 1 || len(updated.Changesets) != 1 || updated.Cluster.ResourceID != made.Cluster.ResourceID {
				t.Errorf("the outcome is %+v", updated)
			}
			found, err := c.Find(t.Context(), "x")
			if err != nil || found.Standing(q, time.Now()) != cluster.Finished {
				t.Errorf("found %+v, %v", found, err)
			}
			if diff := cmp.Diff(made.Cluster.SecurityGroups, found.Cluster.SecurityGroups); diff != "" || !slices.Equal(found.Access.AllowedCIDRs, access.AllowedCIDRs) {
				t.Errorf("in the end others get in: %s %v", diff, found.Access)
			}
		})
	}
}

func letsMaintenanceIn(t *testing.T, p *plane) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, g := range p.firewalls {
		attached := slices.ContainsFunc(p.clusters["x"].SecurityGroups, func(s cluster.SecurityGroup) bool { return s.ID == g.ID })
		if !attached || !slices.ContainsFunc(g.Ingress, func(i cluster.Ingress) bool { return i.CIDR == "192.0.2.1/32" }) {
			t.Errorf("the maintenance way is shut: attached %t, %+v", attached, g.Ingress)
		}
	}
}

func TestFinishedCloneIsLeftAloneWhenItsScriptsAreOthers(t *testing.T) {
	p := newPlane()
	w := &worker{plane: p}
	c := converge.New(p, converge.Options{})
	q := request(masked(w))
	made, err := c.Create(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	next := q
	next.Work.Masking, next.Access.AllowedCIDRs = digestB, []string{"10.0.0.0/8", "172.16.0.0/12"}
	if _, err := c.Update(t.Context(), made.Cluster.ResourceID, q, next, nil); err == nil {
		t.Error("it went through")
	}
}
