package account

import (
	"strings"
	"time"
)

// ParameterGroup is a cluster or an instance parameter group. The engines'
// default groups are not kept: every account has them.
type ParameterGroup struct {
	Name        string `json:"name"`
	Family      string `json:"family"`
	Description string `json:"description"`
	Tags        Tags   `json:"tags,omitempty"`
	// Values are the parameters that were set, by name.
	Values map[string]ParameterValue `json:"values,omitempty"`
}

// ParameterValue is what a parameter was set to, and when that is to take effect.
type ParameterValue struct {
	Value  string `json:"value"`
	Method string `json:"method"` // immediate or pending-reboot
}

// Snapshot is a cluster snapshot. Its data lives in a folder named by Data.
type Snapshot struct {
	ID      string    `json:"id"`
	Data    string    `json:"data"`
	Created time.Time `json:"created"`
	// Of is the cluster as it was.
	Of     Cluster `json:"of"`
	VPC    string  `json:"vpc"`
	Tags   Tags    `json:"tags,omitempty"`
	Rest   string  `json:"rest"`
	Phases Phases  `json:"phases,omitempty"`
}

// ARN returns the snapshot's ARN in a Region.
func (s *Snapshot) ARN(region string) string { return ARN("rds", region, "cluster-snapshot:"+s.ID) }

// The types of snapshots.
const (
	ManualSnapshot    = "manual"
	AutomatedSnapshot = "automated"
)

// Type returns the snapshot's type, which its name tells: "rds:" is what those of
// RDS's own begin with, and no others can.
func (s *Snapshot) Type() string {
	if strings.HasPrefix(s.ID, "rds:") {
		return AutomatedSnapshot
	}
	return ManualSnapshot
}

// ManualSnapshots returns how many there are of the type that has a quota.
func (a *Account) ManualSnapshots() int {
	n := 0
	for s := range a.Snapshots.All() {
		if s.Type() == ManualSnapshot {
			n++
		}
	}
	return n
}

// Event is one entry of DescribeEvents. IDs and texts:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html.
type Event struct {
	ID         string    `json:"id"` // RDS-EVENT-0170; AWS does not show it here
	At         time.Time `json:"at"`
	SourceType string    `json:"source_type"` // db-cluster, db-instance
	Source     string    `json:"source"`      // identifier
	Message    string    `json:"message"`
	Categories []string  `json:"categories,omitempty"`
}

// eventsKept bounds the events: AWS keeps 14 days, and a sandbox that lives
// long must not write an ever longer file.
const (
	eventsKept = 2000
	eventsDays = 14 * 24 * time.Hour
)

// history is the events at a moment.
type history struct {
	events []Event
	added  int
}

func (a *Account) history() history { return history{a.Events, a.eventsAdded} }

// since returns the events that were added after a moment.
func (a *Account) since(h history) []Event {
	return a.Events[max(0, len(a.Events)-(a.eventsAdded-h.added)):]
}

// AddEvent records an event and forgets those that are past their time.
func (a *Account) AddEvent(e Event) {
	a.eventsAdded++
	a.Events = append(a.Events, e)
	first := max(0, len(a.Events)-eventsKept)
	for first < len(a.Events) && e.At.Sub(a.Events[first].At) > eventsDays {
		first++
	}
	a.Events = append([]Event(nil), a.Events[first:]...)
}
