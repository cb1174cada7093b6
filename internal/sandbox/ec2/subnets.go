package ec2

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type subnet struct {
	ID               string         `xml:"subnetId"`
	ARN              string         `xml:"subnetArn"`
	State            string         `xml:"state"`
	Owner            string         `xml:"ownerId"`
	VPC              string         `xml:"vpcId"`
	CIDR             string         `xml:"cidrBlock"`
	FreeAddresses    int            `xml:"availableIpAddressCount"`
	Zone             string         `xml:"availabilityZone"`
	ZoneID           string         `xml:"availabilityZoneId"`
	DefaultForAZ     bool           `xml:"defaultForAz"`
	PublicIPOnLaunch bool           `xml:"mapPublicIpOnLaunch"`
	Tags             wire.List[tag] `xml:"tagSet"`
}

// zoneID returns a zone's id, which unlike its name is the same in every
// account: use1-az1 for us-east-1a in this one.
func zoneID(region, letter string) string {
	var short strings.Builder
	for i, part := range strings.Split(region, "-") {
		if i > 0 && part != "" {
			part = part[:1]
		}
		short.WriteString(part)
	}
	return short.String() + "-az" + string('1'+letter[0]-'a')
}

func showSubnet(s *account.Subnet, region string) subnet {
	addresses := 0
	if block, err := netip.ParsePrefix(s.CIDR); err == nil {
		addresses = 1<<(32-block.Bits()) - 5 // AWS keeps five of each subnet
	}
	return subnet{
		ID: s.ID, ARN: account.ARN("ec2", region, "subnet/"+s.ID), State: "available", Owner: ownerOf(s.Owner), VPC: s.VPC, CIDR: s.CIDR,
		FreeAddresses: addresses, Zone: region + s.Zone, ZoneID: zoneID(region, s.Zone), DefaultForAZ: s.Default,
		PublicIPOnLaunch: s.Default, Tags: showTags(s.Tags),
	}
}

type describeSubnetsInput struct {
	SubnetIDs []string `aws:"SubnetId"`
	filtersParameter
	dryRunParameter
}

type describeSubnetsResult struct {
	Subnets wire.List[subnet] `xml:"subnetSet"`
}

func noSubnet(id string) error {
	return wire.Refusef("InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist", id)
}

func (n *Network) describeSubnets(_ context.Context, r *wire.Request, in *describeSubnetsInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var result describeSubnetsResult
	err := n.read(func(a *account.Account) error {
		found, err := wanted(in.SubnetIDs, a.Subnets, func(s *account.Subnet) string { return s.ID }, noSubnet)
		if err != nil {
			return err
		}
		zone := func(s *account.Subnet) string { return r.Region + s.Zone }
		zoneID := func(s *account.Subnet) string { return zoneID(r.Region, s.Zone) }
		isDefault := func(s *account.Subnet) string { return flag(s.Default) }
		found, err = selectBy(in.filtersParameter, found, func(s *account.Subnet) account.Tags { return s.Tags }, map[string]func(*account.Subnet) string{
			"subnet-id":            func(s *account.Subnet) string { return s.ID },
			"vpc-id":               func(s *account.Subnet) string { return s.VPC },
			"availability-zone":    zone,
			"availabilityZone":     zone,
			"availability-zone-id": zoneID,
			"cidr-block":           func(s *account.Subnet) string { return s.CIDR },
			"default-for-az":       isDefault,
			"defaultForAz":         isDefault,
			"owner-id":             func(s *account.Subnet) string { return ownerOf(s.Owner) },
			"state":                func(*account.Subnet) string { return "available" },
		})
		var shown []subnet
		for _, s := range found {
			shown = append(shown, showSubnet(s, r.Region))
		}
		result.Subnets = wire.ListOf("item", shown)
		return err
	})
	return result, err
}

type createSubnetInput struct {
	VpcID            string `aws:"VpcId,required"`
	CidrBlock        string `aws:",required"`
	AvailabilityZone string
	tagSpecificationsParameter
	dryRunParameter
}

type createSubnetResult struct {
	Subnet subnet `xml:"subnet"`
}

func (n *Network) createSubnet(_ context.Context, r *wire.Request, in *createSubnetInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	tags, err := in.tags("subnet")
	if err != nil {
		return nil, err
	}
	block, err := netip.ParsePrefix(in.CidrBlock)
	if err != nil || block != block.Masked() {
		return nil, wire.InvalidValuef("Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block.", in.CidrBlock)
	}
	zones := account.Zones(r.Region)
	letter := zones[0]
	if in.AvailabilityZone != "" {
		letter = strings.TrimPrefix(in.AvailabilityZone, r.Region)
		if !slices.Contains(zones, letter) {
			return nil, wire.InvalidValuef("Value (%s) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: %s.",
				in.AvailabilityZone, r.Region+strings.Join(zones, ", "+r.Region))
		}
	}
	s := &account.Subnet{ID: account.NewID("subnet-"), VPC: in.VpcID, Zone: letter, CIDR: in.CidrBlock, Tags: tags}
	return createSubnetResult{showSubnet(s, r.Region)}, n.Store.Update(func(a *account.Account) error {
		v := a.VPCs[in.VpcID]
		if v == nil {
			return noVPC(in.VpcID)
		}
		if v.Owner != "" {
			return notOurs("ec2:CreateSubnet")
		}
		if whole, err := netip.ParsePrefix(v.CIDR); err != nil || !whole.Contains(block.Addr()) || block.Bits() < whole.Bits() {
			return wire.Refusef("InvalidSubnet.Range", "The CIDR '%s' is invalid.", in.CidrBlock)
		}
		for _, other := range a.Subnets {
			if taken, err := netip.ParsePrefix(other.CIDR); err == nil && other.VPC == v.ID && taken.Overlaps(block) {
				return wire.Refusef("InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet", in.CidrBlock)
			}
		}
		a.Subnets[s.ID] = s
		return nil
	})
}

type describeAvailabilityZonesInput struct {
	ZoneNames            []string `aws:"ZoneName"`
	ZoneIDs              []string `aws:"ZoneId"`
	AllAvailabilityZones bool
	filtersParameter
	dryRunParameter
}

type availabilityZone struct {
	Name   string `xml:"zoneName"`
	ID     string `xml:"zoneId"`
	State  string `xml:"zoneState"`
	Region string `xml:"regionName"`
	Group  string `xml:"groupName"`
	Opt    string `xml:"optInStatus"`
	Type   string `xml:"zoneType"`
}

type describeAvailabilityZonesResult struct {
	Zones wire.List[availabilityZone] `xml:"availabilityZoneInfo"`
}

func (n *Network) describeAvailabilityZones(_ context.Context, r *wire.Request, in *describeAvailabilityZonesInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var all []availabilityZone
	for _, letter := range account.Zones(r.Region) {
		z := availabilityZone{r.Region + letter, zoneID(r.Region, letter), "available", r.Region, r.Region, "opt-in-not-required", "availability-zone"}
		if (len(in.ZoneNames) == 0 || slices.Contains(in.ZoneNames, z.Name)) && (len(in.ZoneIDs) == 0 || slices.Contains(in.ZoneIDs, z.ID)) {
			all = append(all, z)
		}
	}
	found, err := selectBy(in.filtersParameter, all, func(availabilityZone) account.Tags { return nil }, map[string]func(availabilityZone) string{
		"zone-name":     func(z availabilityZone) string { return z.Name },
		"zone-id":       func(z availabilityZone) string { return z.ID },
		"zone-type":     func(z availabilityZone) string { return z.Type },
		"state":         func(z availabilityZone) string { return z.State },
		"region-name":   func(z availabilityZone) string { return z.Region },
		"group-name":    func(z availabilityZone) string { return z.Group },
		"opt-in-status": func(z availabilityZone) string { return z.Opt },
	})
	return describeAvailabilityZonesResult{wire.ListOf("item", found)}, err
}
