package converge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Create makes the requested cluster, as a copy-on-write clone of the artifact's
// source or empty, or carries on with the unfinished one that request.Adopt
// names. The outcome is filled as far as the work came, beside an error too.
//
// After an error nothing is deleted but a network of ours whose cluster never
// came to be: an unfinished cluster stays, marked, for the next run.
func (c *Converger) Create(ctx context.Context, request Request, report Report) (Outcome, error) {
	if err := request.validate(); err != nil {
		return Outcome{}, &failure.Error{Op: "making cluster", Object: request.Identifier, Err: err}
	}
	r := c.newRun(request, report)
	if err := r.admit(ctx); err != nil {
		return r.outcome(), &failure.Error{Op: "making cluster", Object: request.Identifier, Err: err}
	}
	err := r.finishing(ctx)
	return r.outcome(), err
}

// finishing goes through all phases of a new cluster, whatever of them is done
// already.
func (r *run) finishing(ctx context.Context) error {
	return r.through(ctx, r.itinerary()...)
}

// through goes through phases under the lease. After a failure the lease is
// given back, and a network whose cluster never came to be is removed.
func (r *run) through(ctx context.Context, steps ...step) error {
	release := r.hold(ctx)
	err := r.steps(ctx, steps...)
	release()
	switch {
	case err == nil:
		return nil
	case r.arn == "":
		return errors.Join(err, r.abandonNetwork(ctx))
	default:
		r.giveBack(ctx)
		return err
	}
}

// itinerary are the phases of a new cluster, in their order.
func (r *run) itinerary() []step {
	var itinerary []step
	if r.request.Work.TwoStep {
		itinerary = append(itinerary, step{PhaseIntermediate, r.maskIntermediate})
	}
	itinerary = append(itinerary, step{PhaseNetwork, r.network})
	if r.request.Mode == ModeCreate {
		itinerary = append(itinerary, step{PhaseCreate, r.create})
	} else {
		itinerary = append(itinerary, step{PhaseRestore, r.restore}, step{PhaseCredentials, r.credentials})
	}
	itinerary = append(itinerary, step{PhaseInstances, r.instances})
	itinerary = append(itinerary, r.insideSteps()...)
	if r.request.Work.TwoStep {
		itinerary = append(itinerary, step{PhaseDiscard, func(ctx context.Context) error { return r.discardIntermediate(ctx, "", r.request.Target.VPCID) }})
	}
	return append(itinerary, step{PhaseOpen, r.open}, step{PhaseFinish, r.finish})
}

// admit decides what the holder of the name means to this run, and adopts an
// unfinished cluster when it was asked to.
func (r *run) admit(ctx context.Context) error {
	holder, err := holderOf(ctx, r.plane, r.request.Identifier)
	if err != nil {
		return err
	}
	standing := r.request.standing(holder, time.Now())
	switch {
	case standing == cluster.Free:
		return nil
	case standing == cluster.Deleting:
		r.tell(holder.Identifier, holder.Status)
		return r.plane.WaitClusterDeleted(ctx, holder.Identifier, r.statusOf(holder.Identifier))
	case r.request.Adopt != "" && holder.ResourceID != r.request.Adopt:
		return refusal(standing, holder, fmt.Errorf("asked to carry on with cluster %s, but the name belongs to %s", r.request.Adopt, holder.ResourceID))
	case r.request.Adopt == "" || (standing != cluster.Adoptable && standing != cluster.Busy):
		return refusal(standing, holder, fmt.Errorf("the name is taken: %w", cluster.ErrAlreadyExists))
	case holder.Identifier != r.request.Identifier:
		return nil // the intermediate clone, with which a run of its own carries on
	case standing == cluster.Busy:
		return r.adoptWhenIdle(ctx, *holder)
	default:
		return r.adopt(ctx, *holder)
	}
}

// adoptWhenIdle waits for the lease of an unfinished cluster to end: its run
// may have been killed a moment ago. One that is renewed belongs to a run that
// is alive.
func (r *run) adoptWhenIdle(ctx context.Context, holder cluster.Cluster) error {
	marks, _ := cluster.ParseMarks(holder.Tags)
	r.tell(holder.Identifier, "waiting for the lease of an earlier run to end")
	timer := time.NewTimer(time.Until(marks.Until))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("waiting for the lease of an earlier run, which ends at %s: %w", marks.Until.Format(time.RFC3339), context.Cause(ctx))
	case <-timer.C:
	}
	again, err := exactly(ctx, r.plane, holder.Identifier)
	if err != nil {
		return err
	}
	standing := r.request.standing(again, time.Now())
	if standing != cluster.Adoptable || again.ResourceID != holder.ResourceID {
		return refusal(standing, again, errors.New("it did not become free to carry on with"))
	}
	return r.adopt(ctx, *again)
}

// adopt writes this run's token on an unfinished cluster. When two runs do so
// at once the last one has it; the other one sees that here or in its next
// phase.
func (r *run) adopt(ctx context.Context, holder cluster.Cluster) error {
	marks, _ := cluster.ParseMarks(holder.Tags)
	if err := r.canFollow(holder, marks); err != nil {
		return err
	}
	r.marks.Phase, r.marks.Credentials = marks.Phase, marks.Credentials
	r.keepMasked(marks)
	r.own(holder)
	if err := r.mark(ctx, func(*cluster.Marks) {}); err != nil {
		return err
	}
	r.tell(holder.Identifier, "carrying on with an unfinished cluster")
	return r.look(ctx)
}

// canFollow refuses what the earlier run has made impossible: RDS cannot give
// the source's password back.
func (r *run) canFollow(holder cluster.Cluster, marks cluster.Marks) error {
	changed := holder.MasterSecret != nil || marks.Credentials == cluster.CredentialsManaged || marks.Credentials == cluster.CredentialsPassword
	if r.request.Credentials.Mode == cluster.CredentialsInherited && changed {
		return refusal(cluster.Different, &holder, errors.New("an earlier run has changed the master password already, and the source's cannot be brought back"))
	}
	return nil
}
