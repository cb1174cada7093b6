package account

import (
	"fmt"
	"time"
)

// Kind names a phase in the table of durations.
type Kind string

// The kinds of phases.
const (
	CreateCluster     Kind = "create-cluster"
	CloneCluster      Kind = "clone-cluster"
	CopyCluster       Kind = "copy-cluster" // point-in-time restore, or a full copy
	DeleteCluster     Kind = "delete-cluster"
	ModifyLag         Kind = "modify-lag" // `available` is still shown after a Modify
	ModifyCluster     Kind = "modify-cluster"
	ConfigureIAM      Kind = "configure-iam"
	ResetCredentials  Kind = "reset-credentials"
	RenameCluster     Kind = "rename-cluster"
	StopCluster       Kind = "stop-cluster"
	StartCluster      Kind = "start-cluster"
	CreateInstance    Kind = "create-instance"
	CreateReader      Kind = "create-reader"
	ModifyInstance    Kind = "modify-instance"
	DeleteInstance    Kind = "delete-instance"
	CreateSecret      Kind = "create-secret"
	AddSecurityGroups Kind = "add-security-groups"
	CreateSnapshot    Kind = "create-snapshot"
)

// onAWS is how long each phase takes on AWS: medians of published runs, and
// inferences where none is published. The AWS provider's issue 50115 and the
// Aurora User Guide are the main sources.
var onAWS = map[Kind]time.Duration{
	CreateCluster:     35 * time.Second,
	CloneCluster:      45 * time.Second,
	CopyCluster:       20 * time.Minute,
	DeleteCluster:     60 * time.Second,
	ModifyLag:         8 * time.Second,
	ModifyCluster:     20 * time.Second,
	ConfigureIAM:      60 * time.Second,
	ResetCredentials:  30 * time.Second,
	RenameCluster:     60 * time.Second,
	StopCluster:       5 * time.Minute,
	StartCluster:      6 * time.Minute,
	CreateInstance:    380 * time.Second,
	CreateReader:      740 * time.Second,
	ModifyInstance:    9 * time.Minute,
	DeleteInstance:    5 * time.Minute,
	CreateSecret:      40 * time.Second,
	AddSecurityGroups: 20 * time.Second,
	CreateSnapshot:    4 * time.Minute,
}

// Timing is how long phases last.
type Timing string

// The timings. Fast is short enough for a test and long enough for every status
// to be seen. Instant lets no time pass: a phase is over when its work is done.
const (
	Instant Timing = "instant"
	Fast    Timing = "fast"
	AWS     Timing = "aws"
)

// ParseTiming reads a timing's name; "" is Instant.
func ParseTiming(name string) (Timing, error) {
	switch t := Timing(name); t {
	case "":
		return Instant, nil
	case Instant, Fast, AWS:
		return t, nil
	}
	return "", fmt.Errorf("parsing the timing %q: want %s, %s or %s", name, Instant, Fast, AWS)
}

// Of returns how long a phase of a kind lasts.
func (t Timing) Of(kind Kind) time.Duration {
	switch t {
	case AWS:
		return onAWS[kind]
	case Fast:
		return max(onAWS[kind]/100, 200*time.Millisecond)
	}
	return 0
}

// Clock tells the time. There is one in a sandbox, so that a test can hold it.
type Clock interface {
	Now() time.Time
	// After returns a channel that receives once d has passed.
	After(d time.Duration) <-chan time.Time
}

// SystemClock is the machine's clock, to the millisecond that AWS's answers show.
type SystemClock struct{}

// Now returns the present time in UTC.
func (SystemClock) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// After is time.After.
func (SystemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }
