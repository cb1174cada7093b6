package account

import (
	"maps"
	"slices"
	"time"
)

// Zones returns the letters of a Region's availability zones; "a" in us-east-1 is
// us-east-1a. A volume has three of them, and so has the default VPC: other zones
// have the subnets that are made in them.
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
func Zones(region string) []string {
	letters := []string{"a", "b", "c", "d", "e", "f"}
	switch region {
	case "us-east-1":
		return letters
	case "us-west-2", "ap-northeast-2":
		return letters[:4]
	}
	return letters[:VolumeZones]
}

// VolumeZones is in how many zones each cluster has its storage, whatever the
// zones of its instances.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
const VolumeZones = 3

// VPC is a virtual private cloud.
type VPC struct {
	ID              string `json:"id"`
	CIDR            string `json:"cidr"`
	Default         bool   `json:"default,omitempty"`
	InternetGateway bool   `json:"internet_gateway,omitempty"`
	Owner           string `json:"owner,omitempty"` // number of the account that shares it; "" is this one
	Tags            Tags   `json:"tags,omitempty"`
}

// Subnet is a part of a VPC in one zone.
type Subnet struct {
	ID      string `json:"id"`
	VPC     string `json:"vpc"`
	Zone    string `json:"zone"` // a letter, see Zones
	CIDR    string `json:"cidr"`
	Default bool   `json:"default,omitempty"`
	Owner   string `json:"owner,omitempty"` // as its VPC's
	Tags    Tags   `json:"tags,omitempty"`
}

// SecurityGroup is a set of rules about who reaches what holds it. The sandbox
// keeps and answers the rules; it does not filter packets by them.
type SecurityGroup struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	VPC         string `json:"vpc"`
	Rules       []Rule `json:"rules,omitempty"`
	Tags        Tags   `json:"tags,omitempty"`
}

// Rule lets one peer in (or out, for Egress). Exactly one of the four peers is set.
type Rule struct {
	ID          string `json:"id"`
	Egress      bool   `json:"egress,omitempty"`
	Protocol    string `json:"protocol"` // tcp, udp, icmp, "-1" for all, or a number
	FromPort    int    `json:"from_port"`
	ToPort      int    `json:"to_port"`
	CIDR        string `json:"cidr,omitempty"`
	CIDRv6      string `json:"cidr_v6,omitempty"`
	PrefixList  string `json:"prefix_list,omitempty"`
	Group       string `json:"group,omitempty"`
	Description string `json:"description,omitempty"`
	Tags        Tags   `json:"tags,omitempty"`
}

// SameAs tells whether both rules let the same in; descriptions do not count.
func (r Rule) SameAs(other Rule) bool {
	return r.Egress == other.Egress && r.Protocol == other.Protocol && r.FromPort == other.FromPort && r.ToPort == other.ToPort &&
		r.CIDR == other.CIDR && r.CIDRv6 == other.CIDRv6 && r.PrefixList == other.PrefixList && r.Group == other.Group
}

// DefaultSecurityGroup is the group that AWS makes with each VPC: its members
// reach each other, and it may call out.
func DefaultSecurityGroup(id, vpc string) *SecurityGroup {
	return &SecurityGroup{
		ID: id, Name: "default", Description: "default VPC security group", VPC: vpc,
		Rules: []Rule{
			{ID: NewID("sgr-"), Protocol: "-1", FromPort: -1, ToPort: -1, Group: id},
			AllowAllEgress(),
		},
	}
}

// AllowAllEgress is the rule that AWS puts into each new group.
func AllowAllEgress() Rule {
	return Rule{ID: NewID("sgr-"), Egress: true, Protocol: "-1", FromPort: -1, ToPort: -1, CIDR: "0.0.0.0/0"}
}

// AddSecurityGroup adds a group.
func (a *Account) AddSecurityGroup(g *SecurityGroup) { a.SecurityGroups[g.ID] = g }

// DefaultGroupOf returns the default security group of a VPC, nil when it has none.
func (a *Account) DefaultGroupOf(vpc string) *SecurityGroup {
	for _, g := range a.SecurityGroups {
		if g.VPC == vpc && g.Name == "default" {
			return g
		}
	}
	return nil
}

// UsersOfSecurityGroup returns the identifiers of the clusters that hold a group,
// and the ids of other groups whose rules name it.
func (a *Account) UsersOfSecurityGroup(id string) []string {
	var users []string
	for _, c := range a.ClustersByName() {
		if slices.ContainsFunc(c.SecurityGroups, func(m Membership) bool { return m.Group == id }) {
			users = append(users, c.ID)
		}
	}
	for _, g := range Sorted(maps.Values(a.SecurityGroups), func(g *SecurityGroup) string { return g.ID }) {
		if g.ID != id && slices.ContainsFunc(g.Rules, func(r Rule) bool { return r.Group == id }) {
			users = append(users, g.ID)
		}
	}
	return users
}

// SubnetGroup is RDS's set of subnets, all in one VPC.
type SubnetGroup struct {
	Name        string    `json:"name"`
	Description string    `json:"description"`
	VPC         string    `json:"vpc"`
	Subnets     []string  `json:"subnets"`
	Created     time.Time `json:"created"`
	Tags        Tags      `json:"tags,omitempty"`
}

// UsesSubnetGroup tells whether a cluster is in a subnet group.
func (a *Account) UsesSubnetGroup(name string) bool {
	for c := range a.Clusters.All() {
		if c.SubnetGroup == name {
			return true
		}
	}
	return false
}

// ZonesOf returns the zones of a subnet group, sorted, each once.
func (a *Account) ZonesOf(subnets []string) []string {
	var zones []string
	for _, id := range subnets {
		if s := a.Subnets[id]; s != nil {
			zones = append(zones, s.Zone)
		}
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}
