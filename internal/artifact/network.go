package artifact

import (
	"slices"
	"strings"
)

// Network is the target network as looked up: what the configured subnets, or
// the configured subnet group, turned out to be.
type Network struct {
	VPCID string
	// DBSubnetGroupName is the existing group that was asked for; empty when
	// subnets were.
	DBSubnetGroupName string
	SubnetIDs         []string
	// AvailabilityZones of the subnets.
	AvailabilityZones []string
}

// MinCommonZones is how many zones of the source's storage volume the subnets
// of a clone in another network must reach (Amazon Aurora User Guide, "Cross-VPC
// cloning").
const MinCommonZones = 2

// resolveNetwork fills in where the cluster goes. The source's own subnet group
// is used by name whenever the subnets are the source's: an account may hold 50
// groups in a Region, and a group of ours would buy nothing.
func resolveNetwork(target *Target, t TargetDB, s Source, n *Network, p *problems) {
	if n == nil {
		if t.SubnetIDs != nil || t.DBSubnetGroupName != "" {
			p.all = append(p.all, errNotLookedUp)
			return
		}
		n = &Network{VPCID: s.VPCID, DBSubnetGroupName: s.DBSubnetGroupName, SubnetIDs: s.SubnetIDs}
		if n.VPCID == "" || n.DBSubnetGroupName == "" {
			p.target("subnet_ids", "missing, and the source's network is not visible from here, expected %s", expectedSubnetList)
			return
		}
	} else {
		checkZones(t, s, n, p)
	}
	checkZone(t, n, p)
	target.VPCID = n.VPCID
	target.SubnetIDs = distinct(n.SubnetIDs)
	target.DBSubnetGroupName = n.DBSubnetGroupName
	if target.DBSubnetGroupName == "" && slices.Equal(target.SubnetIDs, s.SubnetIDs) {
		target.DBSubnetGroupName = s.DBSubnetGroupName
	}
	if t.VPCID != "" && t.VPCID != target.VPCID {
		p.target("vpc_id", "got %q, but the subnets are in %q; expected the subnets' VPC, or nothing", t.VPCID, target.VPCID)
	}
}

// checkZones is silent when the source's zones are not known: another account's
// zone names mean other zones, and AWS gives the answer.
func checkZones(t TargetDB, s Source, n *Network, p *problems) {
	if len(s.AvailabilityZones) == 0 {
		return
	}
	if CommonZones(n.AvailabilityZones, s.AvailabilityZones) >= MinCommonZones {
		return
	}
	key := "subnet_ids"
	if t.DBSubnetGroupName != "" {
		key = "db_subnet_group_name"
	}
	p.target(key, "reaches the zones %s, expected at least %d of those that the source's volume is in: %s",
		zones(n.AvailabilityZones), MinCommonZones, zones(s.AvailabilityZones))
}

// checkZone is silent when the subnets' zones were not looked up.
func checkZone(t TargetDB, n *Network, p *problems) {
	if t.AvailabilityZone == "" || len(n.AvailabilityZones) == 0 || slices.Contains(n.AvailabilityZones, t.AvailabilityZone) {
		return
	}
	p.target("availability_zone", "got %q, expected one of the subnets' zones: %s", t.AvailabilityZone, zones(n.AvailabilityZones))
}

// CommonZones counts the zones that two lists have in common, each once.
func CommonZones(a, b []string) int {
	return len(slices.DeleteFunc(distinct(a), func(zone string) bool { return !slices.Contains(b, zone) }))
}

func zones(names []string) string {
	if len(names) == 0 {
		return "(none)"
	}
	return strings.Join(distinct(names), ", ")
}
