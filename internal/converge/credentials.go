package converge

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// credentials sets the master password while the cluster has no instance: no
// writer ever runs with the source's. The maintenance window, which a restore
// does not take, rides on the same call. With inherited credentials and no
// window there is no call.
func (r *run) credentials(ctx context.Context) error {
	wanted := r.request.Credentials
	// Written before it is done: the password of a run that is killed in
	// between must not pass for the source's.
	if err := r.look(ctx); err != nil {
		return err
	}
	err := r.mark(ctx, func(m *cluster.Marks) {
		m.Phase, m.Credentials = PhaseCredentials, wanted.Mode
	})
	if err != nil {
		return err
	}
	change := cluster.Change{
		PreferredMaintenanceWindow: differs(r.cluster.PreferredMaintenanceWindow, r.request.Target.PreferredMaintenanceWindow),
	}
	setCredentials(&change, wanted, r.cluster)
	if change.IsZero() {
		return nil
	}
	accepted, err := r.plane.ModifyCluster(ctx, r.request.Identifier, change)
	if err != nil {
		return err
	}
	switch {
	case change.Credentials == nil:
		return r.wait(ctx, cluster.NothingPending)
	case wanted.Mode == cluster.CredentialsManaged:
		return r.awaitSecret(ctx)
	default:
		r.cluster, err = r.plane.WaitMasterPassword(ctx, r.request.Identifier, accepted, r.statusOf(r.request.Identifier))
		return err
	}
}

// setCredentials adds to a change what brings a cluster to the wanted
// credentials. A password is always set: which one a cluster has cannot be
// read.
func setCredentials(change *cluster.Change, wanted cluster.Credentials, now cluster.Cluster) {
	switch wanted.Mode {
	case cluster.CredentialsManaged:
		if now.MasterSecret == nil {
			change.Credentials = &wanted
		}
	case cluster.CredentialsPassword:
		change.Credentials = &wanted
		change.EndManagedPassword = now.MasterSecret != nil
	case cluster.CredentialsInherited:
	}
}

// awaitSecret waits for the managed secret. Whether it becomes active on a
// cluster without instances is not documented, so the patience is bounded when
// there is a secret at least; the instances phase asks for the rest.
func (r *run) awaitSecret(ctx context.Context) error {
	patient, cancel := context.WithTimeout(ctx, r.options.SecretPatience)
	defer cancel()
	err := r.wait(patient, cluster.SecretActive)
	if err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if lookErr := r.look(ctx); lookErr != nil {
		return lookErr
	}
	if r.cluster.MasterSecret == nil {
		return fmt.Errorf("no managed secret has appeared: %w", err)
	}
	r.tell(r.request.Identifier, "secret "+r.cluster.MasterSecret.Status)
	return nil
}
