package converge

import (
	"context"
	"errors"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// instances makes the instances that are missing and waits for the writer, and
// for the readers when asked to. The first one that AWS accepts becomes the
// writer; the others are made right behind it, since a reader takes twice as
// long.
func (r *run) instances(ctx context.Context) error {
	if err := r.enter(ctx, PhaseInstances); err != nil {
		return err
	}
	wanted := r.wantedInstances()
	if err := r.makeInstances(ctx, wanted); err != nil {
		return err
	}
	ready := cluster.WriterAvailable
	if r.request.WaitForReaders {
		all := cluster.InstancesAvailable(wanted...)
		ready = func(now []cluster.Instance) bool { return cluster.WriterAvailable(now) && all(now) }
	}
	found, err := r.plane.WaitInstances(ctx, r.request.Identifier, ready, r.transition)
	r.found = found
	if err != nil {
		return err
	}
	if r.request.Credentials.Mode == cluster.CredentialsManaged {
		return r.wait(ctx, cluster.SecretActive)
	}
	return nil
}

// wantedInstances are the names of all instances, the writer-to-be first.
func (r *run) wantedInstances() []string {
	names := make([]string, 0, r.request.Target.InstanceCount)
	for n := 1; n <= r.request.Target.InstanceCount; n++ {
		names = append(names, InstanceIdentifier(r.request.Identifier, n))
	}
	return names
}

func (r *run) makeInstances(ctx context.Context, wanted []string) error {
	there, err := r.plane.FindInstances(ctx, r.request.Identifier)
	if err != nil {
		return err
	}
	for _, name := range wanted {
		if hasInstance(there, name) {
			continue
		}
		made, err := r.plane.CreateInstance(ctx, r.instanceRequest(name))
		if errors.Is(err, cluster.ErrAlreadyExists) {
			err = r.explainTaken(ctx, name, err)
		}
		if err != nil {
			return err
		}
		r.transition(name, made.Status)
	}
	return nil
}

// explainTaken tells an instance of this cluster, whose creation's answer was
// lost, from somebody else's of the same name: names are unique in an account
// and Region, over all clusters.
func (r *run) explainTaken(ctx context.Context, name string, taken error) error {
	there, err := r.plane.FindInstances(ctx, r.request.Identifier)
	if err != nil {
		return err
	}
	if hasInstance(there, name) {
		return nil
	}
	return &failure.Error{
		Op: "creating instance", Object: name, Err: taken,
		Hint: "An instance of that name belongs to another cluster, and names are unique in a Region. Choose another cluster_identifier.",
	}
}

func (r *run) instanceRequest(name string) cluster.InstanceRequest {
	t := r.request.Target
	zone := ""
	if name == InstanceIdentifier(r.request.Identifier, 1) {
		zone = t.AvailabilityZone // readers go where AWS spreads them to
	}
	return cluster.InstanceRequest{
		Identifier:              name,
		ClusterIdentifier:       r.request.Identifier,
		Engine:                  r.request.Spec.Source.Engine,
		Class:                   t.InstanceClass,
		DBParameterGroupName:    t.DBParameterGroupName,
		AvailabilityZone:        zone,
		PromotionTier:           t.PromotionTier,
		PubliclyAccessible:      r.request.PubliclyAccessible,
		AutoMinorVersionUpgrade: t.AutoMinorVersionUpgrade,
		Tags:                    r.request.tags(cluster.Marks{Owner: r.request.Owner}),

		PreferredMaintenanceWindow: t.PreferredMaintenanceWindow,
	}
}

func hasInstance(instances []cluster.Instance, name string) bool {
	return slices.ContainsFunc(instances, func(i cluster.Instance) bool { return i.Identifier == name })
}
