package cluster

// SubnetGroup is a DB subnet group as the control plane describes it.
type SubnetGroup struct {
	Name              string
	ARN               string
	VPCID             string
	SubnetIDs         []string // sorted
	AvailabilityZones []string // sorted, each once
	Tags              map[string]string
}

// FirewallGroup is a VPC security group with its rules (the name SecurityGroup
// is its membership in a cluster).
type FirewallGroup struct {
	ID      string
	Name    string
	VPCID   string
	Ingress []Ingress
	// Egress is the number of outbound rules; 0 is closed.
	Egress int
	Tags   map[string]string
}

// Ingress lets one peer in on one TCP port. Exactly one of CIDR and
// SecurityGroupID is set.
type Ingress struct {
	// RuleID is AWS's identifier of the rule (sgr-...); empty in a request.
	RuleID          string
	Port            int
	CIDR            string // IPv4 or IPv6
	SecurityGroupID string
}

// Peer returns the rule without its identifier, to compare rules by meaning.
func (i Ingress) Peer() Ingress {
	i.RuleID = ""
	return i
}

// SubnetGroupRequest is a DB subnet group to be made.
type SubnetGroupRequest struct {
	Name        string
	Description string
	SubnetIDs   []string
	Tags        map[string]string
}

// FirewallGroupRequest is a closed VPC security group to be made: nothing
// comes in, and nothing goes out.
type FirewallGroupRequest struct {
	Name        string
	Description string
	VPCID       string
	Tags        map[string]string
}
