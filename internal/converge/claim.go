package converge

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// IsOwn says whether the marks that the cluster carries are its own: it was
// made from an artifact, or claimed. Marks that came with a snapshot, or were
// copied, are not.
func (f Found) IsOwn() bool { return f.Ours && isOwn(f.Cluster, f.Marks) }

// Claim puts our marks on a finished cluster that was not made from an artifact,
// so that [Converger.Update] and [Converger.Delete] take it for the request's
// owner's. It changes nothing else. A cluster that has an owner of ours is
// refused, and so is one that can never become what is asked for.
func (c *Converger) Claim(ctx context.Context, resourceID string, request Request) error {
	found, err := c.Find(ctx, request.Identifier)
	if err != nil {
		return err
	}
	if err := found.claimable(resourceID, request); err != nil {
		return err
	}
	r := c.newRun(request, nil)
	r.own(found.Cluster)
	return r.mark(ctx, func(m *cluster.Marks) {
		m.Phase, m.Credentials = cluster.PhaseFinished, cluster.CredentialsInherited
		if found.Cluster.MasterSecret != nil {
			m.Credentials = cluster.CredentialsManaged
		}
	})
}

func (f Found) claimable(resourceID string, request Request) error {
	refuse := func(hint string, err error) error {
		return &failure.Error{Op: "claiming cluster", Object: request.Identifier, Err: err, Hint: hint}
	}
	switch {
	case !f.Exists:
		return refuse("Nothing is claimed. Import another cluster, or remove this one from the state.", cluster.ErrNotFound)
	case f.Cluster.ResourceID != resourceID:
		return refuse("Import it again.", fmt.Errorf("the name belongs to cluster %s now, and %s was imported", f.Cluster.ResourceID, resourceID))
	case f.IsOwn():
		return refuse("Plan again.", errors.New("somebody has claimed it since it was imported"))
	case request.Work.Masking != "":
		return refuse("Only a clone that was made from the artifact is known to be masked: let the artifact make one.", errNotMasked)
	}
	return f.Fits(request)
}

// Fits says whether a cluster that was not made from the request's artifact can
// be brought to it in place: engine and VPC of a cluster stay what they are.
func (f Found) Fits(request Request) error {
	unfit := func(format string, args ...any) error {
		return &failure.Error{
			Op: "claiming cluster", Object: request.Identifier, Err: fmt.Errorf(format, args...),
			Hint: "Name an artifact of the cluster's engine and network, such as one built from the cluster itself.",
		}
	}
	switch engine, vpc := request.Spec.Source.Engine, request.Target.VPCID; {
	case f.Cluster.Engine != engine:
		return unfit("its engine is %s, and the artifact's is %s", f.Cluster.Engine, engine)
	case f.VPCID != "" && f.VPCID != vpc:
		return unfit("it is in %s, and the artifact is made for %s", f.VPCID, vpc)
	}
	return nil
}
