package converge

import (
	"net/netip"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// Access says who gets in once the cluster is opened. All empty: nobody.
type Access struct {
	// SecurityGroupIDs are attached to the cluster.
	SecurityGroupIDs []string
	// AllowedCIDRs and AllowedSecurityGroupIDs become rules on a security
	// group of ours.
	AllowedCIDRs            []string
	AllowedSecurityGroupIDs []string
}

// attachesOurs says whether our own security group stays attached once the
// cluster is open: it carries the rules, or nothing else is there.
func (a Access) attachesOurs() bool {
	return len(a.AllowedCIDRs)+len(a.AllowedSecurityGroupIDs) > 0 || len(a.SecurityGroupIDs) == 0
}

// groups are the security groups of the open cluster, sorted.
func (a Access) groups(ours string) []string {
	ids := slices.Clone(a.SecurityGroupIDs)
	if a.attachesOurs() {
		ids = append(ids, ours)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// ingress returns the rules of our security group for a port.
func (a Access) ingress(port int) []cluster.Ingress {
	var rules []cluster.Ingress
	for _, cidr := range a.AllowedCIDRs {
		rules = append(rules, cluster.Ingress{Protocol: "tcp", FromPort: port, ToPort: port, CIDR: canonicalCIDR(cidr)})
	}
	for _, id := range a.AllowedSecurityGroupIDs {
		rules = append(rules, cluster.Ingress{Protocol: "tcp", FromPort: port, ToPort: port, SecurityGroupID: id})
	}
	return rules
}

// canonicalCIDR writes a block as AWS does: 10.1.2.3/8 becomes 10.0.0.0/8.
// What is no block goes to AWS as it is, to be refused there.
func canonicalCIDR(cidr string) string {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		return cidr
	}
	return prefix.Masked().String()
}

// Same says whether both let the same clients in, however a block is written
// and whatever the order.
func (a Access) Same(b Access) bool {
	return sameSet(a.SecurityGroupIDs, b.SecurityGroupIDs) && sameSet(a.AllowedSecurityGroupIDs, b.AllowedSecurityGroupIDs) &&
		sameSet(canonicalCIDRs(a.AllowedCIDRs), canonicalCIDRs(b.AllowedCIDRs))
}

func canonicalCIDRs(cidrs []string) []string {
	out := make([]string, len(cidrs))
	for i, cidr := range cidrs {
		out[i] = canonicalCIDR(cidr)
	}
	return out
}

// accessOf reads back who gets in from the groups that are attached.
func accessOf(identifier string, groups []cluster.FirewallGroup) Access {
	var access Access
	for _, g := range groups {
		if !isOurs(g.Tags) || g.Name != SecurityGroupName(identifier) {
			access.SecurityGroupIDs = append(access.SecurityGroupIDs, g.ID)
			continue
		}
		for _, rule := range g.Ingress {
			switch {
			case rule.CIDR != "":
				access.AllowedCIDRs = append(access.AllowedCIDRs, rule.CIDR)
			case rule.SecurityGroupID != "":
				access.AllowedSecurityGroupIDs = append(access.AllowedSecurityGroupIDs, rule.SecurityGroupID)
			}
		}
	}
	slices.Sort(access.SecurityGroupIDs)
	slices.Sort(access.AllowedCIDRs)
	slices.Sort(access.AllowedSecurityGroupIDs)
	return access
}

// isOurs says whether tags carry an owner of ours, whoever that is.
func isOurs(tags map[string]string) bool {
	_, ok := cluster.ParseMarks(tags)
	return ok
}

// without returns the rules of all that are not in some.
func without(all, some []cluster.Ingress) []cluster.Ingress {
	var rest []cluster.Ingress
	for _, rule := range all {
		if !slices.Contains(some, rule) && !slices.Contains(rest, rule) {
			rest = append(rest, rule)
		}
	}
	return rest
}
