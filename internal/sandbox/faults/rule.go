// Package faults decides which calls to the sandbox go wrong, and how: rules say
// for which operations, at which calls or how often. It holds no connection and
// no account; whoever answers the call does what it is told here. With the same
// seed and the same calls, the same ones go wrong.
package faults

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// Fault is a way in which a call goes wrong.
type Fault string

// The faults.
const (
	// Throttling refuses the call with the service's own code for too many calls.
	Throttling Fault = "throttling"
	// InternalFailure and ServiceUnavailable are AWS's faults, HTTP 500 and 503.
	InternalFailure    Fault = "internal-failure"
	ServiceUnavailable Fault = "service-unavailable"
	// NoCapacity refuses the call as AWS does when the zones are full.
	NoCapacity Fault = "no-capacity"
	// Refuse refuses the call with the rule's code, HTTP status and message.
	Refuse Fault = "refuse"
	// DropBefore closes the connection without having done anything; DropAfter
	// has done what was asked for, but the client does not learn of it.
	DropBefore Fault = "drop-before"
	DropAfter  Fault = "drop-after"
	// Slow lets the rule's delay pass before the call is looked at.
	Slow Fault = "slow"
	// Status has the call succeed, and the cluster or instance that it names end
	// up in the rule's status. KMSLoss is Status with the status that AWS shows
	// when a cluster's key is gone.
	Status  Fault = "status"
	KMSLoss Fault = "kms-loss"
)

var known = []Fault{Throttling, InternalFailure, ServiceUnavailable, NoCapacity, Refuse, DropBefore, DropAfter, Slow, Status, KMSLoss}

// Recovered is the status that takes a failed cluster or instance back to life.
const Recovered = "available"

// keyLost is the status of a cluster whose KMS key is gone.
const keyLost = "inaccessible-encryption-credentials"

// statuses are where clusters and instances can fail to, and Recovered.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/accessing-monitoring.html
var statuses = []string{
	Recovered, "cloning-failed", "failed", keyLost, "inaccessible-encryption-credentials-recoverable", "incompatible-network",
	"incompatible-option-group", "incompatible-parameters", "incompatible-restore", "insufficient-capacity", "migration-failed",
	"restore-error", "storage-full",
}

// Rule says which calls go wrong, and how.
type Rule struct {
	// Operation is the call's name, or a pattern such as Describe* or *.
	Operation string `json:"operation" yaml:"operation"`
	// Service is rds, ec2, sts or secretsmanager; "" is any.
	Service string `json:"service,omitempty" yaml:"service"`
	// Target is the identifier of a cluster or an instance that the call must
	// name, in any case; "" is any call.
	Target string `json:"target,omitempty" yaml:"target"`

	Fault Fault `json:"fault" yaml:"fault"`

	// Nth is the number of the first matching call that goes wrong; 0 is 1.
	Nth int `json:"nth,omitempty" yaml:"nth"`
	// Times is how many go wrong in all. 0 is one with Nth, else all.
	Times int `json:"times,omitempty" yaml:"times"`
	// Probability is how likely one of them goes wrong, up to 1; 0 is certainly.
	Probability float64 `json:"probability,omitempty" yaml:"probability"`

	Delay      Delay  `json:"delay,omitzero" yaml:"delay"`              // for Slow
	Status     string `json:"status,omitempty" yaml:"status"`           // for Status
	Code       string `json:"code,omitempty" yaml:"code"`               // for Refuse
	HTTPStatus int    `json:"http_status,omitempty" yaml:"http_status"` // for Refuse, 400 when 0
	Message    string `json:"message,omitempty" yaml:"message"`         // for Refuse
}

// Delay is a length of time, written as in 1m30s.
type Delay time.Duration

// MarshalText writes the delay.
func (d Delay) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads a delay.
func (d *Delay) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Delay(parsed)
	return err
}

// check refuses a rule that means nothing.
func (r Rule) check() error {
	_, badPattern := path.Match(r.Operation, "")
	switch {
	case r.Operation == "":
		return errors.New("it names no operation")
	case badPattern != nil:
		return fmt.Errorf("reading the pattern %q: %w", r.Operation, badPattern)
	case !slices.Contains(known, r.Fault):
		return fmt.Errorf("there is no fault %q, only %v", r.Fault, known)
	case r.Nth < 0 || r.Times < 0:
		return fmt.Errorf("calls are counted from 1, not %d", min(r.Nth, r.Times))
	case r.Probability < 0 || r.Probability > 1:
		return fmt.Errorf("the probability %g is not between 0 and 1", r.Probability)
	case (r.Fault == Slow) != (r.Delay > 0):
		return fmt.Errorf("a delay belongs to the fault %s, and %s to a delay above 0s", Slow, Slow)
	case (r.Fault == Refuse) != (r.Code != "") || r.Fault != Refuse && (r.HTTPStatus != 0 || r.Message != ""):
		return fmt.Errorf("code, http_status and message belong to the fault %s, which needs a code", Refuse)
	case r.HTTPStatus != 0 && (r.HTTPStatus < http.StatusBadRequest || r.HTTPStatus > 599):
		return fmt.Errorf("the HTTP status %d is no error's", r.HTTPStatus)
	case (r.Fault == Status) != (r.Status != ""):
		return fmt.Errorf("a status belongs to the fault %s, and %s to a status", Status, Status)
	case r.Status != "" && !slices.Contains(statuses, r.Status):
		return fmt.Errorf("nothing fails to the status %q, only to %v", r.Status, statuses)
	}
	return nil
}

// matches tells whether a rule is about a call.
func (r Rule) matches(c Call) bool {
	named, _ := path.Match(r.Operation, c.Operation) // the pattern was checked
	return named && (r.Service == "" || r.Service == c.Service) &&
		(r.Target == "" || slices.ContainsFunc(c.Targets, func(t string) bool { return strings.EqualFold(t, r.Target) }))
}
