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

// Ingress is one inbound rule. Exactly one of CIDR, SecurityGroupID and
// PrefixListID is set. Two rules mean the same when they are equal.
type Ingress struct {
	// Protocol is "tcp" in every rule of ours; "-1" is all.
	Protocol string
	// FromPort and ToPort are the range of ports, both included; -1 is all.
	FromPort, ToPort int
	CIDR             string // IPv4 or IPv6
	SecurityGroupID  string
	PrefixListID     string
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
