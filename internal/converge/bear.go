package converge

import (
	"context"
	"errors"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// bear calls for a new cluster, unless there is one to carry on with, and waits
// for it.
func (r *run) bear(ctx context.Context, phase string, call func() (cluster.Cluster, error)) error {
	if r.arn == "" {
		if err := r.mark(ctx, func(m *cluster.Marks) { m.Phase = phase }); err != nil {
			return err
		}
		if err := r.callFor(ctx, call); err != nil {
			return err
		}
	}
	// The cluster's own resource id, at once: tags travel with snapshots.
	if err := r.mark(ctx, func(m *cluster.Marks) { m.Phase = phase }); err != nil {
		return err
	}
	return r.wait(ctx, cluster.Available)
}

// callFor makes the one call. An answer can be lost on its way: the token tells
// whether the cluster of that name is this very call's.
func (r *run) callFor(ctx context.Context, call func() (cluster.Cluster, error)) error {
	made, err := call()
	if err == nil {
		r.own(made)
		return nil
	}
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.options.CleanUp)
	defer cancel()
	holder, lookErr := exactly(look, r.plane, r.request.Identifier)
	switch {
	case lookErr != nil:
		return errors.Join(err, lookErr)
	case holder == nil:
		return err
	case holder.Tags[cluster.TagOwner] == r.request.Owner:
		r.own(*holder)
		return ctx.Err()
	default:
		return refusal(r.request.standing(holder, time.Now()), holder, err)
	}
}

// newCluster is what every call for a new cluster takes: everything that the
// one call can say.
func (r *run) newCluster() cluster.NewCluster {
	t := r.request.Target
	return cluster.NewCluster{
		Identifier:                  r.request.Identifier,
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
