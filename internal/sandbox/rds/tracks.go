package rds

import (
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

// tracks returns the objects that go through something, in a fixed order.
func (c *Control) tracks(a *account.Account, now time.Time) []track {
	var all []track
	for cl := range a.Clusters.All() {
		if len(cl.Phases) > 0 {
			all = append(all, clusterTrack(a, cl, now))
		}
	}
	for i := range a.Instances.All() {
		if len(i.Phases) > 0 {
			all = append(all, instanceTrack(a, i, now))
		}
	}
	for s := range a.Secrets.All() {
		if len(s.Phases) > 0 {
			all = append(all, track{
				key: "secret/" + s.Name, phases: &s.Phases, note: func() { a.Secrets.Get(s.Name) },
				may: func() bool { return !credentialsPending(a.Clusters.Get(s.Cluster)) },
				end: func(account.Phase) {},
			})
		}
	}
	for s := range a.Snapshots.All() {
		if len(s.Phases) > 0 {
			all = append(all, snapshotTrack(a, s, now))
		}
	}
	slices.SortFunc(all, func(x, y track) int { return strings.Compare(x.key, y.key) })
	return all
}

func clusterTrack(a *account.Account, cl *account.Cluster, now time.Time) track {
	return track{
		key: "cluster/" + cl.ResourceID, phases: &cl.Phases, cluster: cl, note: func() { a.Clusters.Get(cl.ResourceID) },
		may: func() bool {
			return cl.Phases[0].Kind != account.DeleteCluster || len(a.Members(cl.ResourceID)) == 0 && !a.CopiedFrom(cl.ResourceID)
		},
		end: func(p account.Phase) { endOfClusterPhase(a, cl, p, now) },
	}
}

func instanceTrack(a *account.Account, i *account.Instance, now time.Time) track {
	return track{
		key: "instance/" + i.ResourceID, phases: &i.Phases, cluster: a.Clusters.Get(i.Cluster), note: func() { a.Instances.Get(i.ResourceID) },
		skip: func() bool {
			// The server goes with the last member only.
			return i.Phases[0].Kind == account.DeleteInstance && len(a.LiveMembers(i.Cluster)) > 0
		},
		end: func(p account.Phase) { endOfInstancePhase(a, i, p, now) },
	}
}

func snapshotTrack(a *account.Account, s *account.Snapshot, now time.Time) track {
	behind := s.Of // its data is handled as a cluster's that nobody serves
	behind.ResourceID = s.Data
	return track{
		key: "snapshot/" + s.Data, phases: &s.Phases, cluster: &behind, note: func() { a.Snapshots.Get(s.ID) },
		may: func() bool { return s.Phases[0].Kind != account.DeleteSnapshot || !a.CopiedFrom(s.Data) },
		end: func(p account.Phase) { endOfSnapshotPhase(a, s, p, now) },
	}
}
