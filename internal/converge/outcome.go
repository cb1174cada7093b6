package converge

import (
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// The names of the phases, in their order.
const (
	// PhaseIntermediate makes and masks the clone that is cloned once more.
	PhaseIntermediate = "intermediate"
	PhaseNetwork      = "network"
	PhaseRestore      = "restore"
	PhaseCreate       = "create"
	PhaseCredentials  = "credentials"
	PhaseInstances    = "instances"
	PhaseQuarantine   = "quarantine"
	PhaseMasking      = "masking"
	PhaseSchema       = "schema"
	// PhaseDiscard deletes the intermediate clone.
	PhaseDiscard = "discard"
	PhaseOpen    = "open"
	PhaseFinish  = "finish"
	// PhaseModify is the one phase of an update in place.
	PhaseModify = "modify"
	// PhaseDelete is the one phase of a deletion.
	PhaseDelete = "delete"
)

// StatusStarted is the status of a phase that begins.
const StatusStarted = "started"

// Event is one thing that happened, to be shown while the work goes on.
type Event struct {
	Phase string
	// Object is what it happened to: an identifier.
	Object string
	// Status is AWS's status of the object, or [StatusStarted] and "done" of the
	// phase itself.
	Status string
	// Elapsed is the time since the phase began.
	Elapsed time.Duration
	// Done is true once for each phase, at its end; Elapsed is its duration.
	Done bool
}

// Report receives events, in order, from one goroutine at a time. A nil Report
// is allowed wherever one is taken.
type Report func(Event)

// Phase is a phase that was gone through, with its duration.
type Phase struct {
	Name    string
	Seconds float64
}

// Outcome is where the work stands. It is filled as far as the run came, also
// when an error is returned beside it: a cluster that exists has its ResourceID
// here, so that a caller can remember it. Beside an error, Cluster may be the
// intermediate clone: that is all that there is of the cluster then.
type Outcome struct {
	Cluster   cluster.Cluster
	Instances []cluster.Instance
	Phases    []Phase
	// Changesets are all that the database has on record; nil when this run
	// applied no schema.
	Changesets []Changeset
}
