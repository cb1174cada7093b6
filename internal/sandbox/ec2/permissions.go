package ec2

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// permissionParameter is EC2's IpPermission: one protocol and port range, and
// many peers. Each peer becomes a rule of its own.
type permissionParameter struct {
	IPProtocol string `aws:"IpProtocol"`
	FromPort   *int
	ToPort     *int
	IPRanges   []struct {
		CidrIP      string `aws:"CidrIp"`
		Description string
	} `aws:"IpRanges"`
	IPv6Ranges []struct {
		CidrIPv6    string `aws:"CidrIpv6"`
		Description string
	} `aws:"Ipv6Ranges"`
	PrefixListIDs []struct {
		PrefixListID string `aws:"PrefixListId"`
		Description  string
	} `aws:"PrefixListIds"`
	Groups []struct {
		GroupID     string `aws:"GroupId"`
		GroupName   string
		UserID      string `aws:"UserId"`
		VpcID       string `aws:"VpcId"`
		Description string
	}
}

// rules returns the rules that a permission stands for.
func (p permissionParameter) rules(a *account.Account, egress bool) ([]account.Rule, error) {
	base := account.Rule{Egress: egress, Protocol: protocolName(p.IPProtocol), FromPort: -1, ToPort: -1}
	if base.Protocol == "" {
		return nil, wire.Refusef("MissingParameter", "The request must contain the parameter ipProtocol")
	}
	if base.Protocol != "-1" {
		if p.FromPort == nil || p.ToPort == nil {
			return nil, wire.InvalidValuef("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
		}
		base.FromPort, base.ToPort = *p.FromPort, *p.ToPort
		if base.Protocol != "icmp" && (base.FromPort > base.ToPort || base.FromPort < 0 || base.ToPort > 65535) {
			return nil, wire.InvalidValuef("Invalid value '%d-%d' for portRange. Must be between 0 and 65535, from not above to.", base.FromPort, base.ToPort)
		}
	}
	var rules []account.Rule
	add := func(r account.Rule, description string) {
		r.ID, r.Description = account.NewID("sgr-"), description
		rules = append(rules, r)
	}
	for _, peer := range p.IPRanges {
		block, err := netip.ParsePrefix(peer.CidrIP)
		if err != nil || !block.Addr().Is4() {
			return nil, wire.InvalidValuef("CIDR block %s is malformed", peer.CidrIP)
		}
		r := base
		r.CIDR = block.Masked().String()
		add(r, peer.Description)
	}
	for _, peer := range p.IPv6Ranges {
		block, err := netip.ParsePrefix(peer.CidrIPv6)
		if err != nil || !block.Addr().Is6() {
			return nil, wire.InvalidValuef("CIDR block %s is malformed", peer.CidrIPv6)
		}
		r := base
		r.CIDRv6 = block.Masked().String()
		add(r, peer.Description)
	}
	for _, peer := range p.PrefixListIDs {
		r := base
		r.PrefixList = peer.PrefixListID
		add(r, peer.Description)
	}
	for _, peer := range p.Groups {
		g, err := groupFor(a, peer.GroupID, peer.GroupName)
		if err != nil {
			return nil, err
		}
		r := base
		r.Group = g.ID
		add(r, peer.Description)
	}
	return rules, nil
}

// protocolName returns a protocol as EC2 answers it: tcp for 6, udp for 17, icmp for 1.
func protocolName(given string) string {
	switch given = strings.ToLower(given); given {
	case "6":
		return "tcp"
	case "17":
		return "udp"
	case "1":
		return "icmp"
	case "all":
		return "-1"
	}
	return given
}

type ipRange struct {
	CIDR        string `xml:"cidrIp"`
	Description string `xml:"description,omitempty"`
}

type ipv6Range struct {
	CIDR        string `xml:"cidrIpv6"`
	Description string `xml:"description,omitempty"`
}

type prefixList struct {
	ID          string `xml:"prefixListId"`
	Description string `xml:"description,omitempty"`
}

type groupPair struct {
	User        string `xml:"userId"`
	Group       string `xml:"groupId"`
	Description string `xml:"description,omitempty"`
}

type permission struct {
	Protocol    string                `xml:"ipProtocol"`
	FromPort    *int                  `xml:"fromPort,omitempty"`
	ToPort      *int                  `xml:"toPort,omitempty"`
	Groups      wire.List[groupPair]  `xml:"groups"`
	IPRanges    wire.List[ipRange]    `xml:"ipRanges"`
	IPv6Ranges  wire.List[ipv6Range]  `xml:"ipv6Ranges"`
	PrefixLists wire.List[prefixList] `xml:"prefixListIds"`
}

// showPermissions gathers the rules of one direction by protocol and ports.
func showPermissions(rules []account.Rule, egress bool) wire.List[permission] {
	var order []string
	gathered := map[string]*permission{}
	for _, r := range rules {
		if r.Egress != egress {
			continue
		}
		key := fmt.Sprintf("%s %d %d", r.Protocol, r.FromPort, r.ToPort)
		p := gathered[key]
		if p == nil {
			p = &permission{
				Protocol: r.Protocol, Groups: wire.ListOf[groupPair]("item", nil), IPRanges: wire.ListOf[ipRange]("item", nil),
				IPv6Ranges: wire.ListOf[ipv6Range]("item", nil), PrefixLists: wire.ListOf[prefixList]("item", nil),
			}
			if r.Protocol != "-1" {
				p.FromPort, p.ToPort = new(r.FromPort), new(r.ToPort)
			}
			gathered[key] = p
			order = append(order, key)
		}
		switch {
		case r.CIDR != "":
			p.IPRanges.Items = append(p.IPRanges.Items, ipRange{r.CIDR, r.Description})
		case r.CIDRv6 != "":
			p.IPv6Ranges.Items = append(p.IPv6Ranges.Items, ipv6Range{r.CIDRv6, r.Description})
		case r.PrefixList != "":
			p.PrefixLists.Items = append(p.PrefixLists.Items, prefixList{r.PrefixList, r.Description})
		case r.Group != "":
			p.Groups.Items = append(p.Groups.Items, groupPair{account.ID, r.Group, r.Description})
		}
	}
	shown := make([]permission, len(order))
	for i, key := range order {
		shown[i] = *gathered[key]
	}
	return wire.ListOf("item", shown)
}

// describe words a rule as EC2's refusals do.
func describe(r account.Rule) string {
	peer := r.CIDR + r.CIDRv6 + r.PrefixList + r.Group
	protocol, ports := strings.ToUpper(r.Protocol), ", from port: "+strconv.Itoa(r.FromPort)+", to port: "+strconv.Itoa(r.ToPort)
	if r.Protocol == "-1" {
		protocol, ports = "ALL", ""
	}
	return "peer: " + peer + ", " + protocol + ports + ", ALLOW"
}
