package converge

import "github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"

// Comparison is what a changed artifact means for a cluster made from the
// prior one.
type Comparison struct {
	// Replace says why the cluster must be made anew, one sentence part each
	// ("source cluster: a -> b"); empty when it need not.
	Replace []string
	// Modify names what is changed in place, as in the specification's JSON.
	Modify []string
}

// Compare says what going from one artifact to another means for a finished
// cluster. Two equal artifacts, or ones that differ in nothing that a cluster
// has, give a zero Comparison.
func Compare(prior, next artifact.Spec) Comparison {
	return Comparison{}
}
