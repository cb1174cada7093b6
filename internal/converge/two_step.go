package converge

import (
	"context"
	"errors"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// Masking in two steps: an intermediate clone is masked, the cluster is a clone
// of that, and the intermediate one goes, and with it the backups that reach
// back to the time before. It is never opened, and has no reader.

// IntermediateIdentifier is the name of the cluster that is masked on the way
// to another in two steps.
func IntermediateIdentifier(clusterIdentifier string) string { return clusterIdentifier + "-m" }

// isIntermediate says whether a cluster carries the mark of an intermediate
// clone, so that it is known as ours to carry on with and to delete.
func isIntermediate(c cluster.Cluster) bool {
	marks, _ := cluster.ParseMarks(c.Tags)
	return marks.CreateMode == string(ModeIntermediate) && isOwn(c, marks)
}

// maskIntermediate makes and masks the intermediate clone, or carries on with it. When the
// cluster that is made of it is there, nothing is left to do.
func (r *run) maskIntermediate(ctx context.Context) error {
	if r.arn != "" {
		return nil
	}
	if err := r.checkConsumers(ctx); err != nil {
		return err
	}
	i := r.intermediate()
	if err := i.admit(ctx); err != nil {
		return err
	}
	err := i.through(ctx, append([]step{
		{PhaseNetwork, i.network}, {PhaseRestore, i.restore}, {PhaseCredentials, i.credentials}, {PhaseInstances, i.instances},
	}, i.insideSteps()...)...)
	i.giveBack(ctx)
	r.masked = i.cluster
	return err
}

// intermediate is the run that makes the intermediate clone: like this one, but
// smaller, and closed for good.
func (r *run) intermediate() *run {
	q := r.request
	q.Identifier, q.Mode = IntermediateIdentifier(r.request.Identifier), ModeIntermediate
	q.Target.InstanceCount = 1
	q.Access, q.Work.Schema = Access{}, false
	return r.beside(q, func(e Event) {
		if !e.Done {
			r.tell(e.Object, e.Phase+": "+e.Status)
		}
	})
}

// beside is a run on another cluster, by the same means.
func (r *run) beside(request Request, report Report) *run {
	return (&Converger{plane: r.plane, options: r.options}).newRun(request, report)
}

// discardIntermediate deletes the intermediate clone of a cluster with its
// network, or what a killed run has left of it. owner, when given, must be the
// intermediate's.
func (r *run) discardIntermediate(ctx context.Context, owner, vpcID string) error {
	i := r.beside(Request{Identifier: IntermediateIdentifier(r.request.Identifier)}, nil)
	holder, err := exactly(ctx, r.plane, i.request.Identifier)
	if err != nil {
		return err
	}
	if holder == nil {
		return leftBehind(i.discardNetwork(ctx, owner, vpcID))
	}
	marks, _ := cluster.ParseMarks(holder.Tags)
	if !isIntermediate(*holder) || (owner != "" && owner != marks.Owner) {
		return nil
	}
	i.request.Owner = marks.Owner
	d := &deletion{run: i, request: DeleteRequest{Identifier: i.request.Identifier, Owner: marks.Owner, ResourceID: holder.ResourceID}}
	r.tell(holder.Identifier, cluster.StatusDeleting)
	return d.do(ctx)
}

// discardNetwork removes the network of an intermediate clone that is gone. Its
// security group, which goes last, tells whose it was.
func (r *run) discardNetwork(ctx context.Context, owner, vpcID string) error {
	if vpcID == "" {
		return nil
	}
	group, err := r.plane.FindFirewallGroup(ctx, vpcID, SecurityGroupName(r.request.Identifier))
	if errors.Is(err, cluster.ErrNotFound) {
		return nil
	}
	marks, _ := cluster.ParseMarks(group.Tags)
	if err != nil || marks.CreateMode != string(ModeIntermediate) || (owner != "" && owner != marks.Owner) {
		return err
	}
	return removeNetwork(ctx, r.plane, r.request.Identifier, marks.Owner, vpcID)
}
