package rds

import (
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// findSubnetGroup returns the subnet group that a request names, "default" when
// it names none.
func findSubnetGroup(a *account.Account, name string) (*account.SubnetGroup, error) {
	if name == "" {
		if g := a.SubnetGroups["default"]; g != nil {
			return g, nil
		}
		return nil, wire.Refusef("InvalidSubnet", "No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets.")
	}
	if g := a.SubnetGroups[strings.ToLower(name)]; g != nil {
		return g, nil
	}
	return nil, wire.NotFoundf("DBSubnetGroupNotFoundFault", "DB subnet group '%s' does not exist.", name)
}

// memberships returns what a cluster in a VPC holds when a request names these
// security groups: the VPC's default group when it names none.
func (c *Control) memberships(a *account.Account, vpc string, groups []string, now time.Time) ([]account.Membership, error) {
	if len(groups) == 0 {
		if v := a.VPCs[vpc]; v != nil && v.Owner != "" {
			return nil, wire.InvalidValuef("The specified VPC %s is a shared VPC, please explicitly provide an EC2 security group.", vpc)
		}
		g := a.DefaultGroupOf(vpc)
		if g == nil {
			return nil, wire.InvalidValuef("The VPC %s has no default security group.", vpc)
		}
		return []account.Membership{{Group: g.ID, ActiveAt: now}}, nil
	}
	var held []account.Membership
	for _, id := range groups {
		g := a.SecurityGroups[id]
		if g == nil {
			return nil, wire.InvalidValuef("Invalid security group , groupId= %s, groupName=.", id)
		}
		if g.VPC != vpc {
			return nil, wire.InvalidCombinationf("The DB instance and EC2 security group are in different VPCs. "+
				"The DB instance is in %s and the EC2 security group is in %s", vpc, g.VPC)
		}
		held = append(held, account.Membership{Group: id, ActiveAt: now.Add(c.Timing.Of(account.AddSecurityGroups))})
	}
	return held, nil
}

// volumeZones returns the zones of a cluster's storage volume: those given (the
// source's, for a clone, or those asked for), filled up with AWS's choice, which is
// those of the subnet group first. It refuses a subnet group that shares fewer than
// two zones with the volume.
func volumeZones(a *account.Account, group *account.SubnetGroup, given []string, region string) ([]string, error) {
	reached := a.ZonesOf(group.Subnets)
	volume := slices.Clone(given)
	for _, letter := range slices.Concat(reached, account.Zones(region)) {
		if len(volume) < account.VolumeZones && !slices.Contains(volume, letter) {
			volume = append(volume, letter)
		}
	}
	slices.Sort(volume)
	common := slices.DeleteFunc(reached, func(letter string) bool { return !slices.Contains(volume, letter) })
	if len(common) < 2 {
		return nil, notEnoughZones(zoneNames(region, common))
	}
	return volume, nil
}

// notEnoughZones is the refusal for subnets in fewer than two zones.
func notEnoughZones(zones []string) error {
	return wire.Refusef("DBSubnetGroupDoesNotCoverEnoughAZs", "The DB subnet group doesn't meet Availability Zone (AZ) coverage "+
		"requirement. Current AZ coverage: %s. Add subnets to cover at least 2 AZs.", strings.Join(zones, ", "))
}

// zoneLetters turns the zone names of a Region that are asked for into the letters
// that are kept.
func zoneLetters(region string, names []string) ([]string, error) {
	if len(names) > account.VolumeZones {
		return nil, wire.InvalidValuef("You cannot specify more than 3 availability zones.")
	}
	var letters []string
	for _, name := range names {
		letter, found := strings.CutPrefix(name, region)
		if !found || !slices.Contains(account.Zones(region), letter) {
			return nil, wire.InvalidValuef("%s is not a valid availability zone.", name)
		}
		letters = append(letters, letter)
	}
	return letters, nil
}

// zoneNames turns kept letters into a Region's zone names.
func zoneNames(region string, letters []string) []string {
	names := make([]string, len(letters))
	for i, letter := range letters {
		names[i] = region + letter
	}
	return names
}
