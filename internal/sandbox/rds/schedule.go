package rds

import (
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

// track is one object with what it goes through.
type track struct {
	key     string
	phases  *account.Phases
	cluster *account.Cluster // whose server its work is done to; nil when it has none
	note    func()           // tells the account that the object is being changed
	// may tells whether the first phase may begin; nil when it always may.
	may func() bool
	// skip tells whether the first phase's work is needless by now; nil when it never is.
	skip func() bool
	// end does what the end of a phase brings about.
	end func(account.Phase)
}

// job is a piece of work that is due. It holds copies, for it outlives the lock.
type job struct {
	key     string
	kind    account.Kind
	work    account.Work
	cluster account.Cluster
}

// step is what advance found.
type step struct {
	moved bool      // something changed in the account
	jobs  []job     // work that is due, or being done
	next  time.Time // when time alone moves something on; zero when nothing waits for it
}

// advance takes all objects as far as the clock and the work done allow.
func (c *Control) advance(a *account.Account, now time.Time) step {
	var all step
	for again := true; again; {
		// The end of one object's phase may be what another's waits for.
		all.jobs = nil
		started, start := c.startOverdue(a, now)
		pausing, pause := c.pauseIdle(a, now)
		backing, backup := c.backUp(a, now)
		again, all.next = started || pausing || backing, earlier(earlier(start, pause), backup)
		all.moved = all.moved || again
		for _, t := range c.tracks(a, now) {
			if s := t.advance(now); s.moved {
				again, all.moved = true, true
			} else {
				all.jobs = append(all.jobs, s.jobs...)
				all.next = earlier(all.next, s.next)
			}
		}
	}
	return all
}

// earlier returns the earlier of two times, of which the zero time is none.
func earlier(x, y time.Time) time.Time {
	if x.IsZero() || !y.IsZero() && y.Before(x) {
		return y
	}
	return x
}

// advance takes one object a phase further, or tells what it waits for.
func (t track) advance(now time.Time) step {
	if len(*t.phases) == 0 {
		return step{}
	}
	head := &(*t.phases)[0]
	if head.Began.IsZero() {
		if t.may != nil && !t.may() {
			return step{}
		}
		t.note()
		head.Began = now
		return step{moved: true}
	}
	if work := head.Work; work != nil && !work.Done {
		if t.skip == nil || !t.skip() {
			return step{jobs: []job{{key: t.key, kind: head.Kind, work: *work, cluster: *t.cluster}}}
		}
		t.note()
		work.Done = true
		return step{moved: true}
	}
	if over := head.Began.Add(head.Lasts); over.After(now) {
		return step{next: over}
	}
	t.note()
	t.leave(now)
	return step{moved: true}
}

// leave ends the first phase. The next one begins when this one's time was up,
// however late somebody looks, unless it was work that took the time.
func (t track) leave(now time.Time) {
	ended := (*t.phases)[0]
	*t.phases = (*t.phases)[1:]
	if len(*t.phases) == 0 {
		*t.phases = nil
	} else if next := &(*t.phases)[0]; t.may == nil || t.may() {
		next.Began = now
		if ended.Work == nil {
			next.Began = ended.Began.Add(ended.Lasts)
		}
	}
	t.end(ended)
}

// credentialsPending tells whether a cluster's master password is not yet what
// its secret says.
func credentialsPending(c *account.Cluster) bool {
	return c != nil && (c.Phases.Has(account.CreateCluster) || c.Phases.Has(account.ResetCredentials))
}
