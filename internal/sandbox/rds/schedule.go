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
		if again, all.next = c.startOverdue(a, now); again {
			all.moved = true
		}
		for _, t := range c.tracks(a, now) {
			if s := t.advance(now); s.moved {
				again, all.moved = true, true
			} else {
				all.jobs = append(all.jobs, s.jobs...)
				if !s.next.IsZero() && (all.next.IsZero() || s.next.Before(all.next)) {
					all.next = s.next
				}
			}
		}
	}
	return all
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
		head.Began = now
		return step{moved: true}
	}
	if work := head.Work; work != nil && !work.Done {
		if t.skip == nil || !t.skip() {
			return step{jobs: []job{{key: t.key, kind: head.Kind, work: *work, cluster: *t.cluster}}}
		}
		work.Done = true
		return step{moved: true}
	}
	if over := head.Began.Add(head.Lasts); over.After(now) {
		return step{next: over}
	}
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

// tracks returns the objects that go through something.
func (c *Control) tracks(a *account.Account, now time.Time) []track {
	var all []track
	for _, cl := range account.Sorted(a.Clusters, func(c *account.Cluster) string { return c.ResourceID }) {
		if len(cl.Phases) == 0 {
			continue
		}
		all = append(all, track{
			key: "cluster/" + cl.ResourceID, phases: &cl.Phases, cluster: cl,
			may: func() bool {
				return cl.Phases[0].Kind != account.DeleteCluster || len(a.Members(cl.ResourceID)) == 0 && !a.CopiedFrom(cl.ResourceID)
			},
			end: func(p account.Phase) { endOfClusterPhase(a, cl, p, now) },
		})
	}
	for _, i := range account.Sorted(a.Instances, func(i *account.Instance) string { return i.ResourceID }) {
		if len(i.Phases) == 0 {
			continue
		}
		all = append(all, track{
			key: "instance/" + i.ResourceID, phases: &i.Phases, cluster: a.Clusters[i.Cluster],
			skip: func() bool {
				// The server goes with the last member only.
				return i.Phases[0].Kind == account.DeleteInstance && len(a.LiveMembers(i.Cluster)) > 0
			},
			end: func(p account.Phase) { endOfInstancePhase(a, i, p, now) },
		})
	}
	for _, s := range a.Secrets {
		if len(s.Phases) > 0 {
			all = append(all, track{
				key: "secret/" + s.Name, phases: &s.Phases,
				may: func() bool { return !credentialsPending(a.Clusters[s.Cluster]) },
				end: func(account.Phase) {},
			})
		}
	}
	for _, s := range account.Sorted(a.Snapshots, func(s *account.Snapshot) string { return s.ID }) {
		if len(s.Phases) == 0 {
			continue
		}
		behind := s.Of // its data is handled as a cluster's that nobody serves
		behind.ResourceID = s.Data
		all = append(all, track{
			key: "snapshot/" + s.Data, phases: &s.Phases, cluster: &behind,
			may: func() bool { return s.Phases[0].Kind != account.DeleteSnapshot || !a.CopiedFrom(s.Data) },
			end: func(p account.Phase) { endOfSnapshotPhase(a, s, p, now) },
		})
	}
	return all
}

// credentialsPending tells whether a cluster's master password is not yet what
// its secret says.
func credentialsPending(c *account.Cluster) bool {
	return c != nil && (c.Phases.Has(account.CreateCluster) || c.Phases.Has(account.ResetCredentials))
}
