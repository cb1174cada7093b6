package rds

import (
	"strings"
	"sync"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

// Fate is where a cluster or an instance is to end up, whatever is asked of it:
// in a failure status, or with the status available, back from one.
type Fate struct {
	Instance bool   // it is an instance, not a cluster
	ID       string // its identifier
	Status   string
}

// fates are those that wait for the call that they are meant for.
type fates struct {
	mu  sync.Mutex
	due []*Fate
}

// Fated runs a call and has the object of the fate meet it: what the call begins
// ends in the fate's status, and what is at rest goes there at once. When the
// call is refused, nothing comes of it.
func (c *Control) Fated(f Fate, call func() (any, error)) (any, error) {
	c.fates.mu.Lock()
	c.fates.due = append(c.fates.due, &f)
	c.fates.mu.Unlock()
	result, err := call()
	if err == nil { // a call that only looks has changed nothing so far
		err = c.change(func(*account.Account, time.Time) error { return nil })
	}
	c.fates.mu.Lock()
	defer c.fates.mu.Unlock()
	for i, due := range c.fates.due {
		if due == &f {
			c.fates.due = append(c.fates.due[:i], c.fates.due[i+1:]...)
			break
		}
	}
	return result, err
}

// meetFates lets objects meet what waits for them. It runs in the change that the
// call makes, so that no moment lies between the two.
func (c *Control) meetFates(a *account.Account) {
	c.fates.mu.Lock()
	defer c.fates.mu.Unlock()
	waiting := c.fates.due[:0]
	for _, f := range c.fates.due {
		if !f.meet(a) {
			waiting = append(waiting, f)
		}
	}
	c.fates.due = waiting
}

// meet tells whether the fate has found its object. What is being deleted is
// left to go.
func (f *Fate) meet(a *account.Account) bool {
	if f.Instance {
		i := a.FindInstance("", f.ID)
		if i == nil || i.Deleting() {
			return false
		}
		i.PendingClass = ""
		var work *account.Work
		if f.Status == account.Available {
			work = &account.Work{Task: account.TaskServe} // it may have failed before it was served
		}
		i.Phases = doom(i.Phases, account.FailInstance, f.Status, work)
		return true
	}
	cl := a.FindCluster("", f.ID)
	if cl == nil || cl.Phases.Has(account.DeleteCluster) {
		return false
	}
	cl.Phases = doom(cl.Phases, account.FailCluster, f.Status, serverUnder(a, cl, f.Status))
	return true
}

// doom has what an object goes through end in a status: its last phase looks as
// it would have, does nothing, and ends there. What is at rest goes there at once.
func doom(phases account.Phases, kind account.Kind, status string, work *account.Work) account.Phases {
	if len(phases) == 0 {
		return account.Phases{{Kind: kind, Status: status, Fails: status, Work: work}}
	}
	for i := range phases {
		phases[i].Work = nil
	}
	last := &phases[len(phases)-1]
	last.Kind, last.Fails, last.Work = kind, status, work
	return phases
}

// serverUnder is what a cluster's new status does to its server: without its key
// it cannot run, and when the cluster recovers it can again.
func serverUnder(a *account.Account, cl *account.Cluster, status string) *account.Work {
	switch {
	case keyLost(status):
		return &account.Work{Task: account.TaskUnserve}
	case status == account.Available && served(a, cl):
		return &account.Work{Task: account.TaskServe}
	}
	return nil
}

// keyLost tells whether a status says that the KMS key is gone.
func keyLost(status string) bool { return strings.HasPrefix(status, account.KeyLost) }

// failCluster ends a phase that a fate has changed.
func failCluster(a *account.Account, c *account.Cluster, p account.Phase, now time.Time) {
	c.Rest, c.PendingID = p.Fails, ""
	if p.Fails != account.Available {
		a.AddEvent(clusterEvent(c.ID, now, "RDS-EVENT-0354", "The DB cluster is in the status "+p.Fails+".", "failure"))
	}
}

// failInstance is failCluster for instances. Its event's text is AWS's for the
// status that has one.
func failInstance(i *account.Instance, status string, tell func(id, message, category string)) {
	i.Rest = status
	switch status {
	case account.Available:
	case "incompatible-network":
		tell("RDS-EVENT-0036", "The DB instance is in an incompatible network. Some of the specified subnet IDs are invalid or do not exist.", "failure")
	default:
		tell("RDS-EVENT-0031", "The DB instance is in the status "+status+".", "failure")
	}
}
