package preflight

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

const (
	summaryNoNetwork = "Network is not there"
	summaryZones     = "Subnets miss the source's zones"
	summaryGroups    = "Security groups do not fit"
)

// network is what the target's subnets, or its subnet group, turned out to be.
type network struct {
	vpcs, zones []string
	missing     []string // what of it does not exist
}

func findNetwork(ctx context.Context, read *reading, w Wanted) (network, error) {
	t := w.Target
	if t.DBSubnetGroupName != "" {
		group, err := read.FindSubnetGroup(ctx, t.DBSubnetGroupName)
		if errors.Is(err, cluster.ErrNotFound) {
			return network{missing: []string{"DB subnet group " + t.DBSubnetGroupName}}, nil
		}
		return network{vpcs: []string{group.VPCID}, zones: group.AvailabilityZones}, err
	}
	subnets, err := read.FindSubnets(ctx, t.SubnetIDs)
	if err != nil {
		return network{}, err
	}
	return networkOf(t.SubnetIDs, subnets), nil
}

func networkOf(ids []string, subnets []cluster.Subnet) network {
	var n network
	for _, id := range ids {
		i := slices.IndexFunc(subnets, func(s cluster.Subnet) bool { return s.ID == id })
		if i < 0 {
			n.missing = append(n.missing, "subnet "+id)
			continue
		}
		n.vpcs = append(n.vpcs, subnets[i].VPCID)
		n.zones = append(n.zones, subnets[i].AvailabilityZone)
	}
	slices.Sort(n.vpcs)
	n.vpcs = slices.Compact(n.vpcs)
	return n
}

// volumeZones are the zones of a clone's source volume, as it is now; none when
// they are not known here: zone names of another account mean other zones.
func (r *reading) volumeZones(w Wanted) []string {
	if !w.Clone {
		return nil
	}
	if s, err := r.source(); err == nil && s.found {
		return s.cluster.AvailabilityZones
	}
	return nil
}

// networkRule says whether the network is there still, is one VPC, and reaches
// the source's volume.
func networkRule(w Wanted, n network, volume []string) []Finding {
	switch {
	case len(n.missing) > 0:
		return refuse("image", summaryNoNetwork, "The artifact's network is not there: %s. Build the artifact for another network, or check Region and account.",
			strings.Join(n.missing, ", "))
	case len(n.vpcs) != 1 || (w.Target.VPCID != "" && n.vpcs[0] != w.Target.VPCID):
		return refuse("image", summaryNoNetwork, "The artifact's subnets lie in %s, and the artifact was built for %s. Build it again.", strings.Join(n.vpcs, ", "), w.Target.VPCID)
	case len(volume) > 0 && artifact.CommonZones(n.zones, volume) < artifact.MinCommonZones:
		return refuse("image", summaryZones, "The subnets are in the zones %s, and the source's volume is in %s. A clone needs %d of them: build the artifact with "+
			"other subnet_ids.", strings.Join(n.zones, ", "), strings.Join(volume, ", "), artifact.MinCommonZones)
	}
	return nil
}

// firewallRule says whether the caller's security groups can be attached.
func firewallRule(w Wanted, groups []cluster.FirewallGroup) []Finding {
	for _, id := range w.SecurityGroupIDs {
		i := slices.IndexFunc(groups, func(g cluster.FirewallGroup) bool { return g.ID == id })
		switch {
		case i < 0:
			return refuse("vpc_security_group_ids", summaryGroups, "There is no security group %s in this Region and account.", id)
		case w.Target.VPCID != "" && groups[i].VPCID != w.Target.VPCID:
			return refuse("vpc_security_group_ids", summaryGroups, "The security group %s is in %s, and the cluster is in %s. Name groups of the cluster's VPC.",
				id, groups[i].VPCID, w.Target.VPCID)
		}
	}
	return nil
}
