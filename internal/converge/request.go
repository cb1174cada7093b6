package converge

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"time"

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
	// Mode is how the cluster comes to be; empty for a clone.
	Mode Mode
	// MasterUsername is the master user of an empty cluster; empty for the
	// name that the source has. A clone always has its source's.
	MasterUsername string
	// Target is Spec.Target with the caller's overrides in place.
	Target      artifact.Target
	Credentials cluster.Credentials
	Access      Access
	// PubliclyAccessible gives the instances public addresses.
	PubliclyAccessible bool
	DeletionProtection bool
	// HTTPEndpoint turns the RDS Data API on.
	HTTPEndpoint bool
	// WaitForReaders makes the work end when every instance is available, not
	// with the writer.
	WaitForReaders bool
	// Tags are the caller's, on everything that is made.
	Tags map[string]string
	// ExpiresAt is when the cluster may be reaped; zero for never.
	ExpiresAt time.Time
	// Work is what is done inside before the cluster is opened.
	Work Work
	// Adopt is the resource id of an unfinished cluster of ours to carry on
	// with; empty to make a new one. A cluster other than that one is refused.
	Adopt string
}

// Inputs is the digest of what is fixed when the requested cluster is made, the
// caller's overrides included. It is compared with the mark on a cluster.
func (r Request) Inputs() string {
	spec := r.Spec
	spec.Target = r.Target
	return r.Mode.Inputs(spec)
}

// ofSource says whether the cluster is made of the artifact's source itself, and
// not of the intermediate clone, which was locked and masked before.
func (r Request) ofSource() bool { return !r.Work.TwoStep || r.Mode == ModeIntermediate }

// masterUsername is the master user of the cluster, whatever its mode.
func (r Request) masterUsername() string {
	if r.Mode == ModeCreate && r.MasterUsername != "" {
		return r.MasterUsername
	}
	return r.Spec.Source.MasterUsername
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

// identifierForm is AWS's rule for cluster and instance identifiers (AUG,
// naming constraints), without a length.
var identifierForm = regexp.MustCompile(`^[a-zA-Z](-?[a-zA-Z0-9])*$`)

const (
	maxIdentifier = 60 // AWS's 63, less "-16"
	maxInstances  = 16 // one writer and AWS's 15 readers
)

// validate refuses what cannot become a cluster, before anything is made.
func (r Request) validate() error {
	switch {
	case !identifierForm.MatchString(r.Identifier):
		return fmt.Errorf("%q is no cluster identifier: it begins with a letter, holds letters, digits and single hyphens, and ends without one", r.Identifier)
	case len(r.Identifier) > maxIdentifier:
		return fmt.Errorf("the cluster identifier has %d characters, %d at most leave room for the instances' names", len(r.Identifier), maxIdentifier)
	case r.Owner == "":
		return errors.New("the request has no owner token")
	case r.Target.InstanceCount < 1 || r.Target.InstanceCount > maxInstances:
		return fmt.Errorf("a cluster has 1 to %d instances, not %d", maxInstances, r.Target.InstanceCount)
	case r.Target.VPCID == "":
		return errors.New("the artifact names no VPC")
	case r.Mode == ModeCreate && r.Credentials.Mode == cluster.CredentialsInherited:
		return errors.New("an empty cluster has no source whose master password it could inherit")
	case r.Mode == ModeCreate && r.masterUsername() == "":
		return errors.New("the artifact names no master user, and none is asked for")
	}
	if longest := maxIdentifier - len(IntermediateIdentifier("")); r.Work.TwoStep && len(r.Identifier) > longest {
		return fmt.Errorf("the cluster identifier has %d characters, %d at most leave room for the name of the clone that is masked first", len(r.Identifier), longest)
	}
	if err := r.Work.validate(r.Mode, r.Credentials); err != nil {
		return err
	}
	return r.Credentials.Validate()
}

// tags joins the caller's tags and marks; marks win.
func (r Request) tags(marks cluster.Marks) map[string]string {
	tags := maps.Clone(r.Tags)
	if tags == nil {
		tags = map[string]string{}
	}
	maps.Copy(tags, marks.Tags())
	return tags
}
