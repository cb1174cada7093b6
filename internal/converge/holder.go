package converge

import (
	"context"
	"errors"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// holderOf finds who holds a name: the cluster, or, before that is there, the
// intermediate clone that is masked on the way to it. A free name has nobody.
func holderOf(ctx context.Context, plane ClusterPlane, identifier string) (*cluster.Cluster, error) {
	now, err := exactly(ctx, plane, identifier)
	if now != nil || err != nil {
		return now, err
	}
	if now, err = exactly(ctx, plane, IntermediateIdentifier(identifier)); now == nil || !isIntermediate(*now) {
		return nil, err
	}
	return now, nil
}

// exactly finds the cluster of a name; nil when there is none.
func exactly(ctx context.Context, plane ClusterPlane, identifier string) (*cluster.Cluster, error) {
	now, err := plane.FindCluster(ctx, identifier)
	if errors.Is(err, cluster.ErrNotFound) {
		return nil, nil //nolint:nilnil // a free name has no holder
	}
	if err != nil {
		return nil, err
	}
	return &now, nil
}

// standing says what the holder of a name means to a request, at the time now.
func (r Request) standing(holder *cluster.Cluster, now time.Time) cluster.Standing {
	standing := cluster.StandingOf(holder, r.Inputs(), now)
	if (standing == cluster.Adoptable || standing == cluster.Busy) && !r.continues(*holder) {
		return cluster.Different
	}
	return standing
}

// continues says whether an unfinished cluster is on the way that the request
// takes: in two steps, nothing is masked but the intermediate clone.
func (r Request) continues(unfinished cluster.Cluster) bool {
	if isIntermediate(unfinished) {
		return r.Work.TwoStep
	}
	marks, _ := cluster.ParseMarks(unfinished.Tags)
	return marks.Masked != cluster.MaskedPending || !r.Work.TwoStep
}
