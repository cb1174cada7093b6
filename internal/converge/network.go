package converge

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// network makes what must exist before the clone: a subnet group when the
// artifact names subnets instead of a group, and a security group that lets
// nothing in and nothing out. A clone has its source's data and its source's
// outward connections from its first second.
func (r *run) network(ctx context.Context) error {
	if err := r.checkConsumers(ctx); err != nil {
		return err
	}
	if r.request.Target.DBSubnetGroupName == "" {
		if err := r.subnetGroup(ctx); err != nil {
			return err
		}
	}
	group, err := r.ownFirewall(ctx)
	if err != nil {
		return err
	}
	if len(group.Ingress)+group.Egress > 0 {
		if err := r.plane.CloseFirewallGroup(ctx, group); err != nil {
			return err
		}
		group.Ingress, group.Egress = nil, 0
	}
	r.firewall = group
	return nil
}

// checkConsumers finds out now that the caller's security groups cannot be
// attached: RDS would say so when the cluster is opened, ten minutes later.
func (r *run) checkConsumers(ctx context.Context) error {
	groups, err := r.plane.FindFirewallGroupsByID(ctx, r.request.Access.SecurityGroupIDs)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if g.VPCID != r.request.Target.VPCID {
			return &failure.Error{
				Op: "checking security group", Object: g.ID,
				Err:  fmt.Errorf("it is in %s, and the cluster will be in %s", g.VPCID, r.request.Target.VPCID),
				Hint: "Give vpc_security_group_ids of the cluster's VPC.",
			}
		}
	}
	return nil
}

// subnetGroupName is the group that the cluster is in.
func (r *run) subnetGroupName() string {
	if name := r.request.Target.DBSubnetGroupName; name != "" {
		return name
	}
	return SubnetGroupName(r.request.Identifier)
}

// subnetGroup finds or makes our subnet group. One of other subnets, left by
// an earlier run, is made anew while no cluster is in it.
func (r *run) subnetGroup(ctx context.Context) error {
	name := r.subnetGroupName()
	found, err := r.plane.FindSubnetGroup(ctx, name)
	switch {
	case errors.Is(err, cluster.ErrNotFound):
		return r.makeSubnetGroup(ctx, name)
	case err != nil:
		return err
	case !isOurs(found.Tags):
		return notOurs("DB subnet group", name)
	case !sameSet(found.SubnetIDs, r.request.Target.SubnetIDs):
		if err := r.plane.DeleteSubnetGroup(ctx, name); err != nil {
			return err
		}
		return r.makeSubnetGroup(ctx, name)
	}
	return r.plane.Tag(ctx, found.ARN, r.networkTags(), nil)
}

func (r *run) makeSubnetGroup(ctx context.Context, name string) error {
	_, err := r.plane.CreateSubnetGroup(ctx, cluster.SubnetGroupRequest{
		Name: name, Description: "Subnets of cluster " + r.request.Identifier + ", made by dbartifact",
		SubnetIDs: r.request.Target.SubnetIDs, Tags: r.networkTags(),
	})
	r.tell(name, "created")
	return err
}

// ownFirewall finds or makes our security group and puts this run's token on it.
func (r *run) ownFirewall(ctx context.Context) (cluster.FirewallGroup, error) {
	vpc, name := r.request.Target.VPCID, SecurityGroupName(r.request.Identifier)
	group, err := r.plane.FindFirewallGroup(ctx, vpc, name)
	if errors.Is(err, cluster.ErrNotFound) {
		r.tell(name, "creating")
		return r.plane.CreateFirewallGroup(ctx, cluster.FirewallGroupRequest{
			Name: name, Description: "Access to cluster " + r.request.Identifier + ", made by dbartifact",
			VPCID: vpc, Tags: r.networkTags(),
		})
	}
	if err != nil {
		return group, err
	}
	if !isOurs(group.Tags) {
		return group, notOurs("security group", name)
	}
	if group.Tags[cluster.TagOwner] == r.request.Owner {
		return group, nil
	}
	return group, r.plane.TagFirewallGroup(ctx, group.ID, r.networkTags())
}

// networkTags mark what is around a cluster: by the owner alone, since phase
// and lease are the cluster's.
func (r *run) networkTags() map[string]string {
	marks := cluster.Marks{Owner: r.request.Owner}
	if r.request.Mode == ModeIntermediate {
		marks.CreateMode = string(ModeIntermediate)
	}
	return r.request.tags(marks)
}

// abandonNetwork removes our subnet group and security group when the clone
// never came to be, so that nothing is left behind. What another run has put
// its token on in the meantime stays, and so does all when another run's
// cluster has the name: it may be in that network.
func (r *run) abandonNetwork(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.options.CleanUp)
	defer cancel()
	holder, err := exactly(ctx, r.plane, r.request.Identifier)
	if err != nil || (holder != nil && isOurs(holder.Tags)) {
		return err
	}
	return removeNetwork(ctx, r.plane, r.request.Identifier, r.request.Owner, r.request.Target.VPCID)
}

// removeNetwork deletes what of a cluster's network carries the owner's token.
// What is gone, or somebody else's, is no error.
func removeNetwork(ctx context.Context, plane ControlPlane, identifier, owner, vpcID string) error {
	var failed []error
	subnets, err := plane.FindSubnetGroup(ctx, SubnetGroupName(identifier))
	switch {
	case err == nil && subnets.Tags[cluster.TagOwner] == owner:
		failed = append(failed, plane.DeleteSubnetGroup(ctx, subnets.Name))
	case err != nil && !errors.Is(err, cluster.ErrNotFound):
		failed = append(failed, err)
	}
	if vpcID == "" {
		return errors.Join(failed...)
	}
	group, err := plane.FindFirewallGroup(ctx, vpcID, SecurityGroupName(identifier))
	switch {
	case err == nil && group.Tags[cluster.TagOwner] == owner:
		failed = append(failed, plane.DeleteFirewallGroup(ctx, group.ID))
	case err != nil && !errors.Is(err, cluster.ErrNotFound):
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

func notOurs(kind, name string) error {
	return &failure.Error{
		Op: "taking " + kind, Object: name,
		Err:  fmt.Errorf("it was not made by dbartifact: %w", cluster.ErrAlreadyExists),
		Hint: "It is not touched. Rename or delete it, or choose another cluster_identifier.",
	}
}

func sameSet(a, b []string) bool {
	return slices.Equal(
		slices.Compact(slices.Sorted(slices.Values(a))),
		slices.Compact(slices.Sorted(slices.Values(b))),
	)
}
