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
	Exists bool
	// Cluster holds the name. While there is nothing of a cluster but the
	// intermediate clone that is masked on the way to it, it is that one.
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

// Standing says what the holder of the name means to a request, at the time
// now.
func (f Found) Standing(request Request, now time.Time) cluster.Standing {
	if !f.Exists {
		return cluster.Free
	}
	return request.standing(&f.Cluster, now)
}

// Intermediate says whether the holder is the clone that is masked on the way
// to a cluster in two steps.
func (f Found) Intermediate() bool { return isIntermediate(f.Cluster) }

// OwnedBy says whether this is the very cluster that the owner made or adopted.
func (f Found) OwnedBy(owner, resourceID string) bool {
	return f.Exists && cluster.OwnedBy(f.Cluster, owner, resourceID)
}

// Find looks at the holder of a name and changes nothing. A free name is no
// error.
func (c *Converger) Find(ctx context.Context, identifier string) (Found, error) {
	holder, err := holderOf(ctx, c.plane, identifier)
	if err != nil || holder == nil {
		return Found{}, err
	}
	now := *holder
	found := Found{Exists: true, Cluster: now}
	found.Marks, found.Ours = cluster.ParseMarks(now.Tags)
	found.Instances, err = c.plane.FindInstances(ctx, now.Identifier)
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
	found.Access = accessOf(now.Identifier, groups)
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
