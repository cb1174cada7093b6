package converge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// restore makes the clone, unless there is one to carry on with, and waits for
// it.
func (r *run) restore(ctx context.Context) error {
	if r.arn == "" {
		if err := r.checkSource(ctx); err != nil {
			return err
		}
		if err := r.makeClone(ctx); err != nil {
			return err
		}
	}
	// The clone's own resource id, at once: tags travel with snapshots.
	if err := r.mark(ctx, func(m *cluster.Marks) { m.Phase = PhaseRestore }); err != nil {
		return err
	}
	return r.wait(ctx, cluster.Available)
}

func (r *run) makeClone(ctx context.Context) error {
	if err := r.mark(ctx, func(m *cluster.Marks) { m.Phase = PhaseRestore }); err != nil {
		return err
	}
	made, err := r.plane.RestoreCluster(ctx, r.cloneRequest())
	if err == nil {
		r.own(made)
		return nil
	}
	// An answer can be lost on its way: the token tells whether the cluster of
	// that name is this very call's.
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.options.CleanUp)
	defer cancel()
	holder, lookErr := r.holder(look)
	switch {
	case lookErr != nil:
		return errors.Join(err, lookErr)
	case holder == nil:
		return err
	case holder.Tags[cluster.TagOwner] == r.request.Owner:
		r.own(*holder)
		return ctx.Err()
	default:
		return refusal(cluster.StandingOf(holder, r.marks.Inputs, time.Now()), holder, err)
	}
}

// cloneRequest puts everything that the one call takes into it.
func (r *run) cloneRequest() cluster.CloneRequest {
	t := r.request.Target
	return cluster.CloneRequest{
		Identifier:                  r.request.Identifier,
		SourceIdentifier:            r.request.Spec.Source.ClusterARN,
		DBSubnetGroupName:           r.subnetGroupName(),
		SecurityGroupIDs:            []string{r.firewall.ID},
		DBClusterParameterGroupName: t.DBClusterParameterGroupName,
		Port:                        t.Port,
		BackupRetentionPeriod:       max(t.BackupRetentionPeriod, 1),
		PreferredBackupWindow:       t.PreferredBackupWindow,
		StorageType:                 t.StorageType,
		NetworkType:                 t.NetworkType,
		EngineLifecycleSupport:      t.EngineLifecycleSupport,
		KMSKeyID:                    t.KMSKeyID,
		CopyTagsToSnapshot:          t.CopyTagsToSnapshot,
		ServerlessV2Scaling:         t.ServerlessV2Scaling,
		Tags:                        r.request.tags(r.marks),
	}
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
