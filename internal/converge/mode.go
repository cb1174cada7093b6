package converge

import "github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"

// Mode is the way a cluster comes to be.
type Mode string

// The ways a cluster comes to be. The zero value of a Mode means ModeClone.
const (
	// ModeClone makes a copy-on-write clone of the artifact's source.
	ModeClone Mode = "clone"
	// ModeCreate makes an empty cluster that is shaped like the source.
	ModeCreate Mode = "create"
	// ModeIntermediate makes a clone of the source that is masked on the way to
	// another clone, in two steps. Nobody asks for one.
	ModeIntermediate Mode = "intermediate"
)

// Modes are those that can be asked for, the default first.
var Modes = []Mode{ModeClone, ModeCreate}

// Inputs is the digest of what is fixed when a cluster of this mode is made of
// a specification. When it changes, only a new cluster will do.
func (m Mode) Inputs(spec artifact.Spec) string {
	if m == ModeCreate {
		return spec.CreateInputs()
	}
	return spec.CloneInputs()
}
