package converge

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// ReapRules say which expired clusters may go.
type ReapRules struct {
	Now   time.Time
	Fleet Fleet
	// Never are identifiers or ARNs of clusters that stay whatever their tags
	// say.
	Never []string
	// Limit is how many go in one run at most; 0 for [DefaultReapLimit].
	Limit int
}

// DefaultReapLimit bounds what one run can take away by mistake.
const DefaultReapLimit = 10

// Candidate is one cluster as the rules see it.
type Candidate struct {
	Member
	// Kept says why the cluster stays; "" when it may go.
	Kept string
}

// Candidates sorts out all clusters of a Region: those that carry an expiry of
// ours, the ones that expired first ahead. What is kept has its reason.
func (rules ReapRules) Candidates(all []cluster.Cluster) []Candidate {
	var candidates []Candidate
	going := 0
	for _, one := range byExpiry(all) {
		if one.Marks.ExpiresAt.IsZero() || !rules.Fleet.has(one.Cluster, one.Marks) {
			continue
		}
		kept := rules.keeps(one, all)
		if kept == "" && going >= cmp.Or(rules.Limit, DefaultReapLimit) {
			kept = "this run's limit is reached"
		}
		if kept == "" {
			going++
		}
		candidates = append(candidates, Candidate{Member: one, Kept: kept})
	}
	return candidates
}

// keeps says why a cluster stays, "" when it may go: the one place where that
// is decided. Tags alone prove nothing, since anybody may copy them; a
// cluster's own resource id, which no snapshot carries on, proves that they were
// put on this very cluster.
func (rules ReapRules) keeps(one Member, all []cluster.Cluster) string {
	marks := one.Marks
	heirs := slices.IndexFunc(all, func(other cluster.Cluster) bool {
		return other.Identifier != one.Identifier && namesCluster(other.Tags[cluster.TagSource], one.ARN)
	})
	switch {
	case marks.Owner == "":
		return "it was not made by dbartifact"
	case marks.ResourceID != one.ResourceID:
		return "its tags are another cluster's: it was restored from a snapshot, or they were copied"
	case marks.ExpiresAt.IsZero():
		return "it does not expire"
	case rules.Now.Before(marks.ExpiresAt):
		return "it has not expired"
	case slices.ContainsFunc(rules.Never, func(name string) bool { return namesCluster(name, one.ARN) }):
		return "it is on the list of what is never deleted"
	case one.DeletionProtection:
		return "deletion protection is on"
	case one.Status == cluster.StatusDeleting:
		return "it is being deleted"
	case !marks.Finished() && rules.Now.Before(marks.Until):
		return fmt.Sprintf("somebody is at work on it until %s", marks.Until.Format(time.RFC3339))
	case heirs >= 0:
		return fmt.Sprintf("it is the source of cluster %q", all[heirs].Identifier)
	}
	return ""
}

// byExpiry reads our tags of all clusters, the ones that expired first ahead.
func byExpiry(all []cluster.Cluster) []Member {
	members := make([]Member, 0, len(all))
	for _, one := range all {
		marks, _ := cluster.ParseMarks(one.Tags)
		members = append(members, Member{Cluster: one, Marks: marks})
	}
	slices.SortStableFunc(members, func(a, b Member) int {
		return cmp.Or(a.Marks.ExpiresAt.Compare(b.Marks.ExpiresAt), cmp.Compare(a.Identifier, b.Identifier))
	})
	return members
}
