package converge

import (
	"context"
	"maps"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// open lets the consumers in: by rules on our security group, which takes no
// call to RDS, or by attaching theirs, which takes one. What [openingOf] names
// comes with it.
func (r *run) open(ctx context.Context) error {
	if err := r.enter(ctx, PhaseOpen); err != nil {
		return err
	}
	if err := r.checkMasked(r.cluster); err != nil {
		return err
	}
	if err := r.reconcileRules(ctx); err != nil {
		return err
	}
	if err := r.switchHTTPEndpoint(ctx); err != nil {
		return err
	}
	change := openingOf(r.cluster, r.request, r.firewall.ID)
	if change.IsZero() {
		return nil
	}
	if _, err := r.plane.ModifyCluster(ctx, r.request.Identifier, change); err != nil {
		return err
	}
	return r.wait(ctx, r.evidenceOf(change))
}

// switchHTTPEndpoint brings the Data API's endpoint to what is asked for.
func (r *run) switchHTTPEndpoint(ctx context.Context) error {
	if r.request.HTTPEndpoint == r.cluster.HTTPEndpointEnabled {
		return nil
	}
	if err := r.plane.SetHTTPEndpoint(ctx, r.cluster.ARN, r.request.HTTPEndpoint); err != nil {
		return err
	}
	r.cluster.HTTPEndpointEnabled = r.request.HTTPEndpoint
	return nil
}

// reconcileRules makes the inbound rules of our group those that are asked
// for, no more and no less: the maintenance way goes with it.
func (r *run) reconcileRules(ctx context.Context) error {
	wanted := r.request.Access.ingress(r.request.Target.Port)
	if missing := without(wanted, r.firewall.Ingress); len(missing) > 0 {
		if err := r.plane.AuthorizeIngress(ctx, r.firewall.ID, missing); err != nil {
			return err
		}
	}
	if extra := without(r.firewall.Ingress, wanted); len(extra) > 0 {
		if err := r.plane.RevokeIngress(ctx, r.firewall.ID, extra); err != nil {
			return err
		}
	}
	r.firewall.Ingress = wanted
	return nil
}

// finish reads the result and then marks that nothing is left to do: the last
// thing that can fail is the mark itself.
func (r *run) finish(ctx context.Context) error {
	if err := r.look(ctx); err != nil {
		return err
	}
	found, err := r.plane.FindInstances(ctx, r.request.Identifier)
	if err != nil {
		return err
	}
	r.found = found
	if err := r.mark(ctx, func(m *cluster.Marks) { m.Phase = cluster.PhaseFinished }); err != nil {
		return err
	}
	if r.cluster.Tags == nil {
		r.cluster.Tags = map[string]string{}
	}
	for _, key := range r.outlived() {
		delete(r.cluster.Tags, key)
	}
	maps.Copy(r.cluster.Tags, r.marks.Tags())
	return nil
}
