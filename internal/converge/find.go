package converge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// Found is what is known of a name: for a refresh, an import, and a plan that
// is about to create.
type Found struct {
	// Exists is false when nobody holds the name; the rest is empty then.
	Exists    bool
	Cluster   cluster.Cluster
	Instances []cluster.Instance
	// Marks are our tags; Ours is false when there are none.
	Marks cluster.Marks
	Ours  bool
	// Access is who gets in, read back from the attached security groups.
	Access Access
	// VPCID is where the attached security groups, and so the cluster, are.
	VPCID string
}

// Standing says what the holder of the name means to a request whose clone
// inputs have the given digest ([Request.Inputs]), at the time now.
func (f Found) Standing(inputs string, now time.Time) cluster.Standing {
	if !f.Exists {
		return cluster.Free
	}
	return cluster.StandingOf(&f.Cluster, inputs, now)
}

// OwnedBy says whether this is the very cluster that the owner made or adopted.
func (f Found) OwnedBy(owner, resourceID string) bool {
	return f.Exists && cluster.OwnedBy(f.Cluster, owner, resourceID)
}

// Find looks at the holder of a name and changes nothing. A free name is no
// error.
func (c *Converger) Find(ctx context.Context, identifier string) (Found, error) {
	now, err := c.plane.FindCluster(ctx, identifier)
	if errors.Is(err, cluster.ErrNotFound) {
		return Found{}, nil
	}
	if err != nil {
		return Found{}, err
	}
	found := Found{Exists: true, Cluster: now}
	found.Marks, found.Ours = cluster.ParseMarks(now.Tags)
	found.Instances, err = c.plane.FindInstances(ctx, identifier)
	if errors.Is(err, cluster.ErrNotFound) {
		return Found{}, nil
	}
	if err != nil {
		return Found{}, err
	}
	groups, err := c.plane.FindFirewallGroupsByID(ctx, attached(now))
	if err != nil {
		return Found{}, fmt.Errorf("finding cluster %q: %w", identifier, err)
	}
	found.Access = accessOf(identifier, groups)
	for _, g := range groups {
		found.VPCID = g.VPCID
	}
	return found, nil
}

// attached are the ids of a cluster's security groups.
func attached(c cluster.Cluster) []string {
	ids := make([]string, 0, len(c.SecurityGroups))
	for _, g := range c.SecurityGroups {
		ids = append(ids, g.ID)
	}
	return ids
}
