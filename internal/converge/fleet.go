package converge

import (
	"context"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// Member is a cluster that was made from an artifact, with our tags read.
type Member struct {
	cluster.Cluster
	Marks cluster.Marks
}

// Intermediate says whether it is the clone that is masked on the way to a
// cluster in two steps.
func (m Member) Intermediate() bool { return isIntermediate(m.Cluster) }

// Fleet says which clusters are meant; its zero value means all.
type Fleet struct {
	// Prefix begins the identifiers.
	Prefix string
	// Source is the identifier or the ARN of the cluster they were made from.
	Source string
	// Tags are all on the cluster, with these values.
	Tags map[string]string
}

// Fleet returns the clusters of the Region that were made from artifacts,
// sorted by identifier. One that was restored from a snapshot of such a
// cluster carries its tags too, and is not among them.
func (c *Converger) Fleet(ctx context.Context, fleet Fleet) ([]Member, error) {
	all, err := c.plane.ListClusters(ctx)
	if err != nil {
		return nil, err
	}
	var members []Member
	for _, one := range all {
		marks, ok := cluster.ParseMarks(one.Tags)
		if ok && isOwn(one, marks) && fleet.has(one, marks) {
			members = append(members, Member{Cluster: one, Marks: marks})
		}
	}
	return members, nil
}

// isOwn says whether marks are the cluster's own, and did not come with a
// snapshot. Right after its restore a cluster has no resource id on it yet.
func isOwn(c cluster.Cluster, marks cluster.Marks) bool {
	return marks.ResourceID == c.ResourceID || (marks.ResourceID == "" && !marks.Finished())
}

func (f Fleet) has(c cluster.Cluster, marks cluster.Marks) bool {
	if !strings.HasPrefix(c.Identifier, f.Prefix) || (f.Source != "" && !namesCluster(f.Source, marks.Source)) {
		return false
	}
	for key, value := range f.Tags {
		if actual, there := c.Tags[key]; !there || actual != value {
			return false
		}
	}
	return true
}

// namesCluster says whether an identifier or ARN is that of the cluster with
// the ARN.
func namesCluster(name, arn string) bool {
	return strings.EqualFold(name, arn) || strings.EqualFold(name, identifierOf(arn))
}

// identifierOf is the identifier at the end of a cluster's ARN.
func identifierOf(arn string) string { return arn[strings.LastIndex(arn, ":")+1:] }
