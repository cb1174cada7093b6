package preflight

import (
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

const (
	summaryNames    = "Instance name is taken"
	summarySnapshot = "Final snapshot's name is taken"
)

// nameRule says whether an instance of another cluster has a name that this
// cluster's instances will have: names are unique in an account and Region.
func nameRule(w Wanted, there []cluster.Instance) []Finding {
	for _, instance := range there {
		if instance.ClusterIdentifier == w.Identifier || slices.Contains(w.Replaces, instance.Identifier) {
			continue
		}
		owner := "is no cluster's"
		if instance.ClusterIdentifier != "" {
			owner = "belongs to cluster " + instance.ClusterIdentifier
		}
		return refuse("cluster_identifier", summaryNames, "The instance %q exists and %s. Names of instances are unique in a Region: choose another cluster_identifier.",
			instance.Identifier, owner)
	}
	return nil
}

// snapshotRule says whether the final snapshot could be taken.
func snapshotRule(w Wanted, taken bool) []Finding {
	if !taken {
		return nil
	}
	return refuse("final_snapshot_identifier", summarySnapshot, "A cluster snapshot %q exists, so that destroying this cluster would be refused. Choose another "+
		"final_snapshot_identifier, or delete that snapshot.", w.FinalSnapshot)
}
