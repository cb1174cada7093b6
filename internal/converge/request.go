package converge

import (
	"fmt"
	"maps"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// Request is the cluster that is wanted.
type Request struct {
	// Identifier is the cluster's name, at most 60 characters, since instances
	// are named after it ("-1", "-2", ...).
	Identifier string
	// Owner is a token that nobody else has: made anew by each creation, kept
	// for the cluster's life. Update and Delete act only on its bearer.
	Owner string
	// Spec is the artifact, and ArtifactDigest its digest.
	Spec           artifact.Spec
	ArtifactDigest string
	// Target is Spec.Target with the caller's overrides in place.
	Target      artifact.Target
	Credentials cluster.Credentials
	Access      Access
	// PubliclyAccessible gives the instances public addresses.
	PubliclyAccessible bool
	DeletionProtection bool
	// WaitForReaders makes the work end when every instance is available, not
	// with the writer.
	WaitForReaders bool
	// Tags are the caller's, on everything that is made.
	Tags map[string]string
	// Adopt is the resource id of an unfinished cluster of ours to carry on
	// with; empty to make a new one. A cluster other than that one is refused.
	Adopt string
}

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

// ingress returns the rules of our security group for a port, in a fixed order.
func (a Access) ingress(port int) []cluster.Ingress {
	var rules []cluster.Ingress
	rule := cluster.Ingress{Protocol: "tcp", FromPort: port, ToPort: port}
	for _, cidr := range slices.Sorted(slices.Values(a.AllowedCIDRs)) {
		r := rule
		r.CIDR = cidr
		rules = append(rules, r)
	}
	for _, id := range slices.Sorted(slices.Values(a.AllowedSecurityGroupIDs)) {
		r := rule
		r.SecurityGroupID = id
		rules = append(rules, r)
	}
	return slices.Compact(rules)
}

// CloneInputs is the digest of what is fixed when the request's clone is made,
// the caller's overrides included. It is compared with the mark on a cluster.
func (r Request) CloneInputs() string {
	spec := r.Spec
	spec.Target = r.Target
	return spec.CloneInputs()
}

// InstanceIdentifier is the name of the n-th instance of a cluster, from 1.
func InstanceIdentifier(clusterIdentifier string, n int) string {
	return fmt.Sprintf("%s-%d", clusterIdentifier, n)
}

// SubnetGroupName is the name of a cluster's subnet group when it is ours. It
// begins with the identifier, so that a policy on a prefix covers it.
func SubnetGroupName(clusterIdentifier string) string { return clusterIdentifier + "-dbartifact" }

// SecurityGroupName is the name of a cluster's security group of ours. AWS
// refuses names beginning with "sg-", which an identifier may.
func SecurityGroupName(clusterIdentifier string) string { return "dbartifact-" + clusterIdentifier }

// tags joins the caller's tags and marks; marks win.
func (r Request) tags(marks cluster.Marks) map[string]string {
	tags := maps.Clone(r.Tags)
	if tags == nil {
		tags = map[string]string{}
	}
	maps.Copy(tags, marks.Tags())
	return tags
}
