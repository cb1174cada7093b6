package converge

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Update changes a cluster in place to what next asks for, with at most one
// ModifyDBCluster, and one ModifyDBInstance for each instance. What is to be
// done is read from the cluster as it is; prior is needed for what cannot be
// read there: the password's version, and tags that were taken away.
//
// It refuses when the cluster of that name is not the one that next.Owner and
// resourceID mean. An unfinished cluster is carried on with instead.
func (c *Converger) Update(ctx context.Context, resourceID string, prior, next Request, report Report) (Outcome, error) {
	r := c.newRun(next, report)
	err := r.update(ctx, resourceID, prior)
	if err != nil {
		err = &failure.Error{Op: "updating cluster", Object: next.Identifier, Err: err}
	}
	return r.outcome(), err
}

func (r *run) update(ctx context.Context, resourceID string, prior Request) error {
	if err := r.request.validateUpdate(prior); err != nil {
		return err
	}
	now, err := r.plane.FindCluster(ctx, r.request.Identifier)
	if err != nil {
		return err
	}
	if !cluster.OwnedBy(now, r.request.Owner, resourceID) {
		return notOwned(now, resourceID)
	}
	if now.Status == "stopped" || now.Status == "stopping" {
		return &failure.Error{
			Op: "looking at cluster", Object: now.Identifier, Err: fmt.Errorf("it is %s", now.Status),
			Hint: "AWS changes nothing on a stopped cluster: start it with `aws rds start-db-cluster`, and apply again.",
		}
	}
	marks, _ := cluster.ParseMarks(now.Tags)
	r.own(now)
	r.marks.Credentials = marks.Credentials
	r.keepMasked(marks)
	if !marks.Finished() {
		if marks.Inputs != r.marks.Inputs {
			return refusal(cluster.Different, &now, errors.New("it is unfinished, and made of other inputs"))
		}
		if err := r.request.Work.validate(r.request.Mode, r.request.Credentials); err != nil {
			return err
		}
		return r.finishing(ctx)
	}
	// What the clone was made of does not change with what is asked of it.
	r.marks.Phase, r.marks.Inputs, r.marks.Masked = cluster.PhaseFinished, marks.Inputs, marks.Masked
	if err := r.checkMasked(now); err != nil {
		return err
	}
	return r.steps(ctx, step{PhaseModify, func(ctx context.Context) error { return r.modify(ctx, prior) }})
}

// validateUpdate is validate for a cluster that exists: an unchanged
// write-only password is not known any more.
func (r Request) validateUpdate(prior Request) error {
	// An open cluster is masked already, or refused.
	r.Work.Quarantine, r.Work.Masking = false, ""
	if err := r.Work.validate(r.Mode, r.Credentials); err != nil {
		return err
	}
	if !r.Credentials.ChangedFrom(prior.Credentials) {
		r.Credentials = cluster.Managed("")
	} else if r.Credentials.Mode == cluster.CredentialsInherited {
		return errors.New("the source's master password cannot be brought back in place: only a new clone has it")
	}
	return r.validate()
}

// notOwned says why a cluster is left alone.
func notOwned(now cluster.Cluster, resourceID string) error {
	err := fmt.Errorf("it carries another owner's token: %w", errTakenOver)
	if now.ResourceID != resourceID {
		err = fmt.Errorf("the name belongs to cluster %s now, not to %s", now.ResourceID, resourceID)
	}
	return &failure.Error{
		Op: "looking at cluster", Object: now.Identifier, Err: err,
		Hint: "Another workspace, or another run, has made or adopted this cluster. It is left alone; refresh, and plan again.",
	}
}

func (r *run) modify(ctx context.Context, prior Request) error {
	if err := r.checkConsumers(ctx); err != nil {
		return err
	}
	if err := r.updateFirewall(ctx); err != nil {
		return err
	}
	if err := r.modifyCluster(ctx, prior); err != nil {
		return err
	}
	if err := r.modifyInstancesAndEndpoint(ctx); err != nil {
		return err
	}
	if err := r.migrateInPlace(ctx); err != nil {
		return err
	}
	if err := r.retag(ctx, prior); err != nil {
		return err
	}
	return r.finish(ctx)
}

// modifyInstancesAndEndpoint takes the Data API away before the instances get a
// class that cannot have it, and brings it when they have one that can.
func (r *run) modifyInstancesAndEndpoint(ctx context.Context) error {
	steps := []func(context.Context) error{r.switchHTTPEndpoint, r.modifyInstances}
	if r.request.HTTPEndpoint {
		slices.Reverse(steps)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// updateFirewall brings our security group to the rules that are asked for. It
// is there already but when somebody deleted it.
func (r *run) updateFirewall(ctx context.Context) error {
	group, err := r.ownFirewall(ctx)
	if err != nil {
		return err
	}
	r.firewall = group
	return r.reconcileRules(ctx)
}

// modifyCluster sends the one call for everything that differs, and waits for
// the evidence of each part.
func (r *run) modifyCluster(ctx context.Context, prior Request) error {
	change := changeOf(r.cluster, r.request, r.firewall.ID)
	newPassword := r.request.Credentials.ChangedFrom(prior.Credentials)
	if newPassword {
		setCredentials(&change, r.request.Credentials, r.cluster)
	}
	if change.IsZero() {
		return nil
	}
	accepted, err := r.plane.ModifyCluster(ctx, r.request.Identifier, change)
	if err != nil {
		return err
	}
	if newPassword {
		r.marks.Credentials = r.request.Credentials.Mode
	}
	if change.Credentials != nil && change.Credentials.Mode == cluster.CredentialsPassword {
		if _, err := r.plane.WaitMasterPassword(ctx, r.request.Identifier, accepted, r.statusOf(r.request.Identifier)); err != nil {
			return err
		}
	}
	return r.wait(ctx, r.evidenceOf(change))
}

// evidenceOf is what must be seen after a change: nothing of it is left to do,
// and nothing is waiting to take effect.
func (r *run) evidenceOf(change cluster.Change) cluster.Evidence {
	evidence := []cluster.Evidence{cluster.NothingPending, func(now cluster.Cluster) bool {
		return !change.Overlaps(changeOf(now, r.request, r.firewall.ID))
	}}
	if change.Credentials != nil && change.Credentials.Mode == cluster.CredentialsManaged {
		evidence = append(evidence, cluster.SecretActive)
	}
	if change.SecurityGroupIDs != nil {
		evidence = append(evidence, cluster.SecurityGroupsActive(change.SecurityGroupIDs))
	}
	return cluster.All(evidence...)
}
