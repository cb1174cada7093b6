package converge_test

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func (p *plane) FindInstances(ctx context.Context, clusterIdentifier string) ([]cluster.Instance, error) {
	return call(ctx, p, "FindInstances", func() ([]cluster.Instance, error) { return p.instancesOf(clusterIdentifier), nil })
}

func (p *plane) instancesOf(clusterIdentifier string) []cluster.Instance {
	var found []cluster.Instance
	for _, i := range p.instances {
		if i.ClusterIdentifier == clusterIdentifier {
			found = append(found, *i)
		}
	}
	slices.SortFunc(found, func(a, b cluster.Instance) int { return cmp.Compare(a.Identifier, b.Identifier) })
	return found
}

func (p *plane) CreateInstance(ctx context.Context, q cluster.InstanceRequest) (cluster.Instance, error) {
	return call(ctx, p, "CreateInstance", func() (cluster.Instance, error) {
		if _, taken := p.instances[q.Identifier]; taken {
			return cluster.Instance{}, cluster.ErrAlreadyExists
		}
		i := &cluster.Instance{
			Identifier: q.Identifier, ClusterIdentifier: q.ClusterIdentifier, ARN: "arn:" + q.Identifier, Class: q.Class,
			Status: "creating", Tags: maps.Clone(q.Tags), Writer: len(p.instancesOf(q.ClusterIdentifier)) == 0,
			PromotionTier: q.PromotionTier, AutoMinorVersionUpgrade: q.AutoMinorVersionUpgrade,
		}
		p.instances[q.Identifier] = i
		return *i, nil
	})
}

func (p *plane) ModifyInstance(ctx context.Context, identifier string, change cluster.InstanceChange) error {
	_, err := call(ctx, p, "ModifyInstance "+identifier, func() (any, error) {
		p.instances[identifier].Class = cmp.Or(change.Class, p.instances[identifier].Class)
		return nil, nil
	})
	return err
}

func (p *plane) DeleteInstance(ctx context.Context, identifier string) error {
	_, err := call(ctx, p, "DeleteInstance "+identifier, func() (any, error) {
		p.instances[identifier].Status = "deleting"
		return nil, nil
	})
	return err
}

func (p *plane) WaitInstances(ctx context.Context, clusterIdentifier string, until cluster.InstanceEvidence, _ func(string, string)) ([]cluster.Instance, error) {
	return call(ctx, p, "WaitInstances", func() ([]cluster.Instance, error) {
		for id, i := range p.instances {
			switch {
			case i.ClusterIdentifier != clusterIdentifier:
			case i.Status == "deleting":
				delete(p.instances, id)
			default:
				i.Status = "available"
			}
		}
		found := p.instancesOf(clusterIdentifier)
		if !until(found) {
			return found, errRefuse
		}
		return found, nil
	})
}

func (p *plane) FindSubnetGroup(ctx context.Context, name string) (cluster.SubnetGroup, error) {
	return call(ctx, p, "FindSubnetGroup", func() (cluster.SubnetGroup, error) {
		g, ok := p.subnets[name]
		if !ok {
			return g, cluster.ErrNotFound
		}
		g.Tags = maps.Clone(g.Tags)
		return g, nil
	})
}

func (p *plane) CreateSubnetGroup(ctx context.Context, q cluster.SubnetGroupRequest) (cluster.SubnetGroup, error) {
	return call(ctx, p, "CreateSubnetGroup", func() (cluster.SubnetGroup, error) {
		g := cluster.SubnetGroup{Name: q.Name, ARN: "arn:" + q.Name, SubnetIDs: q.SubnetIDs, Tags: maps.Clone(q.Tags)}
		p.subnets[q.Name] = g
		return g, nil
	})
}

func (p *plane) DeleteSubnetGroup(ctx context.Context, name string) error {
	_, err := call(ctx, p, "DeleteSubnetGroup", func() (any, error) {
		delete(p.subnets, name)
		return nil, nil
	})
	return err
}

func (p *plane) FindFirewallGroup(ctx context.Context, vpcID, name string) (cluster.FirewallGroup, error) {
	return call(ctx, p, "FindFirewallGroup", func() (cluster.FirewallGroup, error) {
		for _, g := range p.firewalls {
			if g.VPCID == vpcID && g.Name == name {
				return firewallSnapshot(g), nil
			}
		}
		return cluster.FirewallGroup{}, cluster.ErrNotFound
	})
}

func (p *plane) FindFirewallGroupsByID(ctx context.Context, ids []string) ([]cluster.FirewallGroup, error) {
	return call(ctx, p, "FindFirewallGroupsByID", func() ([]cluster.FirewallGroup, error) {
		var found []cluster.FirewallGroup
		for _, id := range ids {
			if g, ok := p.firewalls[id]; ok {
				found = append(found, firewallSnapshot(g))
			}
		}
		return found, nil
	})
}

func firewallSnapshot(g *cluster.FirewallGroup) cluster.FirewallGroup {
	out := *g
	out.Tags, out.Ingress = maps.Clone(g.Tags), slices.Clone(g.Ingress)
	return out
}

func (p *plane) CreateFirewallGroup(ctx context.Context, q cluster.FirewallGroupRequest) (cluster.FirewallGroup, error) {
	return call(ctx, p, "CreateFirewallGroup", func() (cluster.FirewallGroup, error) {
		g := &cluster.FirewallGroup{ID: p.id("sg"), Name: q.Name, VPCID: q.VPCID, Tags: maps.Clone(q.Tags)}
		p.firewalls[g.ID] = g
		return firewallSnapshot(g), nil
	})
}

func (p *plane) CloseFirewallGroup(ctx context.Context, group cluster.FirewallGroup) error {
	_, err := call(ctx, p, "CloseFirewallGroup", func() (any, error) {
		p.firewalls[group.ID].Ingress, p.firewalls[group.ID].Egress = nil, 0
		return nil, nil
	})
	return err
}

func (p *plane) TagFirewallGroup(ctx context.Context, id string, tags map[string]string) error {
	_, err := call(ctx, p, "TagFirewallGroup", func() (any, error) {
		maps.Copy(p.firewalls[id].Tags, tags)
		return nil, nil
	})
	return err
}

func (p *plane) AuthorizeIngress(ctx context.Context, groupID string, rules []cluster.Ingress) error {
	_, err := call(ctx, p, "AuthorizeIngress", func() (any, error) {
		p.firewalls[groupID].Ingress = append(p.firewalls[groupID].Ingress, rules...)
		return nil, nil
	})
	return err
}

func (p *plane) RevokeIngress(ctx context.Context, groupID string, rules []cluster.Ingress) error {
	_, err := call(ctx, p, "RevokeIngress", func() (any, error) {
		g := p.firewalls[groupID]
		g.Ingress = slices.DeleteFunc(g.Ingress, func(i cluster.Ingress) bool { return slices.Contains(rules, i) })
		return nil, nil
	})
	return err
}

func (p *plane) DeleteFirewallGroup(ctx context.Context, id string) error {
	_, err := call(ctx, p, "DeleteFirewallGroup", func() (any, error) {
		delete(p.firewalls, id)
		return nil, nil
	})
	return err
}
