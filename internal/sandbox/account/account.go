// Package account is the AWS account that a sandbox plays: which networks,
// clusters, instances, groups and secrets it has, what each is going through,
// and how long that lasts. It holds values and keeps them on disk; it runs
// nothing and speaks no protocol.
//
// An account belongs to no Region: Region names are written into ARNs and zone
// names when an answer is made, with the Region of the request. So whatever
// AWS_REGION a client has, it finds the same clusters.
package account

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"
)

// ID is the account's number, AWS's own example number.
const ID = "123456789012"

// OtherID is the number of the account that this one has dealings with, where
// nothing names another.
const OtherID = "210987654321"

// Account is everything that the sandbox remembers.
type Account struct {
	Version int `json:"version"` // of this layout
	Journal int `json:"journal"` // number of the journal that goes on from here
	fixtures

	Clusters  Table[Cluster]  `json:"clusters"`  // by resource id
	Instances Table[Instance] `json:"instances"` // by resource id
	Snapshots Table[Snapshot] `json:"snapshots"` // by name
	Secrets   Table[Secret]   `json:"secrets"`   // by name
	Events    []Event         `json:"events"`

	eventsAdded int // how many there ever were
}

// fixtures are what an account has little of, and seldom more: they are kept as
// one. Maps are keyed by what never changes.
type fixtures struct {
	VPCs           map[string]*VPC           `json:"vpcs"`
	Subnets        map[string]*Subnet        `json:"subnets"`
	SecurityGroups map[string]*SecurityGroup `json:"security_groups"`

	SubnetGroups           map[string]*SubnetGroup    `json:"subnet_groups"`
	ClusterParameterGroups map[string]*ParameterGroup `json:"cluster_parameter_groups"`
	ParameterGroups        map[string]*ParameterGroup `json:"parameter_groups"`
	Shared                 map[string]*Cluster        `json:"shared"`               // clusters that other accounts share with this one, by resource id
	LogGroups              map[string]time.Time       `json:"log_groups,omitempty"` // when each came to be, by name
}

// layoutVersion is raised when an older sandbox could misread what we write.
const layoutVersion = 2

// withoutJournal is the version of a layout that was the same but for journals.
const withoutJournal = 1

// New returns an account as AWS hands it out: a default VPC with one subnet in
// each of three zones (subnet-0a to subnet-0c), its default security group, and
// the RDS subnet group "default".
func New(now time.Time) *Account {
	a := &Account{Version: layoutVersion}
	a.fillMaps()
	vpc := &VPC{ID: "vpc-0a", CIDR: "172.31.0.0/16", Default: true, InternetGateway: true}
	a.VPCs[vpc.ID] = vpc
	for i, zone := range []string{"a", "b", "c"} {
		id := "subnet-0" + zone
		a.Subnets[id] = &Subnet{ID: id, VPC: vpc.ID, Zone: zone, CIDR: fmt.Sprintf("172.31.%d.0/20", 16*i), Default: true}
	}
	a.AddSecurityGroup(DefaultSecurityGroup("sg-0a", vpc.ID))
	a.SubnetGroups["default"] = &SubnetGroup{
		Name: "default", Description: "default", VPC: vpc.ID,
		Subnets: slices.Sorted(maps.Keys(a.Subnets)), Created: now,
	}
	return a
}

// fillMaps makes the maps that a file did not hold, so that all can be written to.
func (a *Account) fillMaps() {
	fill(&a.VPCs)
	fill(&a.Subnets)
	fill(&a.SecurityGroups)
	fill(&a.SubnetGroups)
	fill(&a.ClusterParameterGroups)
	fill(&a.ParameterGroups)
	fill(&a.Shared)
}

func fill[V any](m *map[string]V) {
	if *m == nil {
		*m = map[string]V{}
	}
}

// Sorted returns values in the order of what name gives, which is how AWS lists
// things.
func Sorted[V any](values iter.Seq[V], name func(V) string) []V {
	return slices.SortedFunc(values, func(x, y V) int { return cmp.Compare(name(x), name(y)) })
}
