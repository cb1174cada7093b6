package account

import "time"

// Phase is a stretch of an object's life during which AWS shows one status. What
// an object goes through is a queue of phases: the first is the present one, and
// after the last the object is at rest. So a status is computed from the clock
// and needs nobody to set it.
type Phase struct {
	Kind   Kind          `json:"kind"`
	Status string        `json:"status"`
	Lasts  time.Duration `json:"lasts"` // at least
	Began  time.Time     `json:"began"` // zero until the phases before it are over
	// Fails is the status that the object is left in, for FailCluster and FailInstance.
	Fails string `json:"fails,omitempty"`
	// Work is what must be done to the cluster's server or data before the phase
	// is over, however long that takes; nil when only time must pass.
	Work *Work `json:"work,omitempty"`
}

// Kinds of phases that a fault has changed: they keep their length, and
// have none of their own.
const (
	FailCluster  Kind = "fail-cluster"
	FailInstance Kind = "fail-instance"
)

// Work is something to be done to a cluster's data or server. It is on disk
// before the call that asked for it is answered, and is done again from its
// beginning when the sandbox was ended in its midst; so all of it can be
// repeated.
type Work struct {
	Task     Task   `json:"task"`
	Source   string `json:"source,omitempty"`   // resource id, for TaskClone
	Password string `json:"password,omitempty"` // for TaskInit and TaskPassword; dropped once done
	Done     bool   `json:"done,omitempty"`
	Error    string `json:"error,omitempty"` // why it could not be done
}

// Task is a kind of Work.
type Task string

// The tasks.
const (
	TaskInit     Task = "init"     // make the data of a new, empty cluster
	TaskClone    Task = "clone"    // copy the data of another cluster
	TaskPassword Task = "password" // set the master user's password
	TaskTokens   Task = "tokens"   // have the master user log in with tokens, or with its password again
	TaskServe    Task = "serve"    // have the server answer
	TaskUnserve  Task = "unserve"  // end the server
	TaskRestart  Task = "restart"  // end the server and have it answer at its new port
	TaskPause    Task = "pause"    // end the server unless it is in use, and wake the cluster when somebody comes
	TaskSettings Task = "settings" // have the server take the parameters of its group
	TaskRemove   Task = "remove"   // end the server and drop the data
)

// Phases is the queue of what an object goes through.
type Phases []Phase

// Status is the first phase's, or rest when there is none.
func (p Phases) Status(rest string) string {
	if len(p) == 0 {
		return rest
	}
	return p[0].Status
}

// Has tells whether a phase of a kind is in the queue.
func (p Phases) Has(kind Kind) bool {
	for i := range p {
		if p[i].Kind == kind {
			return true
		}
	}
	return false
}
