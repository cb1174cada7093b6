package converge

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// create makes an empty cluster, credentials included, unless there is one to
// carry on with, and waits for it. What an earlier run has made may have
// another password: it is set again.
func (r *run) create(ctx context.Context) error {
	adopted := r.arn != ""
	if !adopted {
		if err := r.mark(ctx, func(m *cluster.Marks) { m.Credentials = r.request.Credentials.Mode }); err != nil {
			return err
		}
	}
	err := r.bear(ctx, PhaseCreate, func() (cluster.Cluster, error) {
		return r.plane.CreateCluster(ctx, r.createRequest())
	})
	switch {
	case err != nil:
		return err
	case adopted:
		return r.credentials(ctx)
	case r.request.Credentials.Mode == cluster.CredentialsManaged:
		return r.awaitSecret(ctx)
	default:
		return nil
	}
}

// createRequest is shaped like the source: its engine, version and encryption.
func (r *run) createRequest() cluster.CreateRequest {
	source := r.request.Spec.Source
	return cluster.CreateRequest{
		NewCluster:                 r.newCluster(),
		Engine:                     source.Engine,
		EngineVersion:              source.EngineVersion,
		DatabaseName:               r.request.Target.DatabaseName,
		MasterUsername:             r.request.masterUsername(),
		Credentials:                r.request.Credentials,
		StorageEncrypted:           source.StorageEncrypted || r.request.Target.KMSKeyID != "",
		PreferredMaintenanceWindow: r.request.Target.PreferredMaintenanceWindow,
	}
}
