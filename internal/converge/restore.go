package converge

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// restore makes the clone, unless there is one to carry on with, and waits for
// it.
func (r *run) restore(ctx context.Context) error {
	if r.arn == "" && r.masked.ARN == "" {
		if err := r.checkSource(ctx); err != nil {
			return err
		}
	}
	return r.bear(ctx, PhaseRestore, func() (cluster.Cluster, error) {
		return r.plane.RestoreCluster(ctx, r.cloneRequest())
	})
}

// cloneRequest puts everything that the one call takes into it.
func (r *run) cloneRequest() cluster.CloneRequest {
	return cluster.CloneRequest{SourceIdentifier: cmp.Or(r.masked.ARN, r.request.Spec.Source.ClusterARN), NewCluster: r.newCluster()}
}

// checkSource makes sure that the source is still the cluster that the
// artifact was built from: a new cluster of the same name has the same ARN. A
// source that cannot be seen from here is left to AWS to judge.
func (r *run) checkSource(ctx context.Context) error {
	source := r.request.Spec.Source
	now, err := r.plane.FindCluster(ctx, source.ClusterARN)
	if errors.Is(err, cluster.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if now.Shared() {
		return nil
	}
	refuse := func(hint, format string, args ...any) error {
		return &failure.Error{Op: "checking source cluster", Object: source.ClusterID, Err: fmt.Errorf(format, args...), Hint: hint}
	}
	if source.ClusterResourceID != "" && now.ResourceID != source.ClusterResourceID {
		return refuse("Build the artifact again from the cluster that has the name now.",
			"it is cluster %s now; the artifact was built from %s", now.ResourceID, source.ClusterResourceID)
	}
	return cluster.Cloneable(now)
}
