package cluster

import "time"

// Standing is what a name's present holder means to somebody who wants to make
// a cluster of that name.
type Standing string

// What the holder of a name can be.
const (
	// Free: nobody holds the name.
	Free Standing = "free"
	// Adoptable: ours, unfinished, nobody at work on it, made of the same
	// inputs. Work on it can go on.
	Adoptable Standing = "adoptable"
	// Busy: ours, unfinished, made of the same inputs, and its lease has not
	// ended: somebody is at work on it, or was killed a moment ago.
	Busy Standing = "busy"
	// Different: ours, unfinished, made of other inputs: it cannot become what
	// is asked for.
	Different Standing = "different"
	// Finished: ours, with nothing left to do.
	Finished Standing = "finished"
	// Deleting: on its way out, whoever it belongs to.
	Deleting Standing = "deleting"
	// Foreign: not ours, never to be touched.
	Foreign Standing = "foreign"
)

// StandingOf decides what the holder of a name is. A nil holder is a free
// name. inputs is the digest of the clone inputs asked for; now is compared
// with the lease.
//
// Marks whose resource id is another cluster's came with a snapshot or were
// copied: the holder is foreign. Marks without a resource id are a cluster
// whose maker was stopped between the restore and its next call; no snapshot
// can be that old.
func StandingOf(holder *Cluster, inputs string, now time.Time) Standing {
	if holder == nil {
		return Free
	}
	if holder.Status == StatusDeleting {
		return Deleting
	}
	marks, ok := ParseMarks(holder.Tags)
	switch {
	case !ok:
		return Foreign
	case marks.ResourceID != "" && marks.ResourceID != holder.ResourceID:
		return Foreign
	case marks.ResourceID == "" && marks.Finished():
		return Foreign
	case marks.Finished():
		return Finished
	case marks.Inputs != inputs:
		return Different
	case now.Before(marks.Until):
		return Busy
	default:
		return Adoptable
	}
}

// OwnedBy says whether the cluster carries the owner's token and is the very
// cluster that the owner means. Update and Delete leave every other one alone.
func OwnedBy(c Cluster, owner, resourceID string) bool {
	marks, ok := ParseMarks(c.Tags)
	return ok && owner != "" && marks.Owner == owner && resourceID != "" && c.ResourceID == resourceID
}
