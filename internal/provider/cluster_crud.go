package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// Create makes the cluster, or carries on with the unfinished one that the plan
// found. State is written as soon as there is a cluster, or the intermediate
// clone on the way to it, so that a failed apply taints it and does not lose it.
func (r *clusterResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config clusterModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	timeout, diags := plan.Timeouts.Create(ctx, clusterTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	converger, spec, err := r.session.convergence(ctx, plan)
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster cannot be made", err))
		return
	}
	plan.name()
	plan.settleLifetime(time.Now())
	request := plan.request(ctx, spec, plan.credentials(config.MasterPasswordWO), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if request.Work, err = r.session.newWork(ctx, &plan, spec, request.Credentials, &resp.Diagnostics); err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster cannot be made", err))
		return
	}
	if request.Adopt, err = unfinished(ctx, converger, request); err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster cannot be made", err))
		return
	}
	outcome, err := converger.Create(ctx, request, logProgress(ctx))
	if outcome.Cluster.ResourceID != "" {
		plan.finish(ctx, outcome, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		resp.Diagnostics.Append(plan.identify(ctx, resp.Identity)...)
		writeNotes(ctx, resp.Private, request, outcome, nil, &resp.Diagnostics)
	}
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster could not be made", err))
	}
}

// Read compares what is there with what was made: a cluster of the same name
// that is another one, or that somebody else has taken over, counts as gone.
func (r *clusterResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state clusterModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(state.identify(ctx, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	converger, err := r.session.clusters(ctx)
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("AWS cannot be reached", err))
		return
	}
	found, err := converger.Find(ctx, state.ClusterIdentifier.ValueString())
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster could not be read", err))
		return
	}
	if state.unclaimed() {
		r.readImported(ctx, &state, found, resp)
		return
	}
	if !found.OwnedBy(state.OwnerToken.ValueString(), state.ClusterResourceID.ValueString()) {
		if found.Exists {
			resp.Diagnostics.AddWarning("Cluster belongs to somebody else now", fmt.Sprintf("Cluster %q is there, but it is not the one "+
				"that this resource made, or another workspace has taken it over. It is left alone.", found.Cluster.Identifier))
		}
		resp.State.RemoveResource(ctx)
		return
	}
	state.refresh(ctx, found, r.session.defaultTags, &resp.Diagnostics)
	state.readChangesets(readNotes(ctx, req.Private, &resp.Diagnostics).Recorded)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *clusterResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config clusterModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	timeout, diags := plan.Timeouts.Update(ctx, clusterTimeout)
	resp.Diagnostics.Append(diags...)
	notes := readNotes(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	converger, spec, err := r.session.convergence(ctx, plan)
	if err == nil && plan.ArtifactDigest.IsUnknown() {
		err = plan.decideLate(config, state, notes, spec)
	}
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster cannot be changed", err))
		return
	}
	plan.settleLifetime(time.Now())
	priorSpec, ok := notes.spec()
	if !ok {
		priorSpec = spec
	}
	prior := state.request(ctx, priorSpec, state.credentials(types.StringNull()), &resp.Diagnostics)
	next := plan.request(ctx, spec, plan.credentials(config.MasterPasswordWO), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	p := clusterPlan{config: config, plan: &plan, prior: &state, notes: notes}
	if next.Work, err = r.session.workInPlace(ctx, p, spec, next.Credentials, &resp.Diagnostics); err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster cannot be changed", err))
		return
	}
	if state.unclaimed() {
		err = plan.claim(ctx, converger, state.ClusterResourceID.ValueString(), &next)
	}
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster cannot be claimed", err))
		return
	}
	outcome, err := converger.Update(ctx, state.ClusterResourceID.ValueString(), prior, next, logProgress(ctx))
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster could not be changed", err))
		return
	}
	planned := plan
	plan.apply(ctx, outcome.Cluster, outcome.Instances, &resp.Diagnostics)
	plan.keepPlanned(planned)
	plan.applyChangesets(outcome, state.AppliedChangesets)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.identify(ctx, resp.Identity)...)
	writeNotes(ctx, resp.Private, next, outcome, notes.Recorded, &resp.Diagnostics)
}

// Delete removes the cluster that this resource made, and no other. When the
// plan carries on with this very cluster, it stays for Create to finish.
func (r *clusterResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state clusterModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, clusterTimeout)
	resp.Diagnostics.Append(diags...)
	resumed := readResume(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || (resumed != "" && resumed == state.ClusterResourceID.ValueString()) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if state.unclaimed() {
		resp.Diagnostics.AddError("Cluster was never claimed", fmt.Sprintf("Cluster %q was imported, and no apply has made it this resource's, so it is left "+
			"alone. To forget it, run terraform state rm; to have it deleted here, apply first.", state.ClusterIdentifier.ValueString()))
		return
	}
	converger, err := r.session.clusters(ctx)
	if err == nil {
		err = converger.Delete(ctx, converge.DeleteRequest{
			Identifier:    state.ClusterIdentifier.ValueString(),
			Owner:         state.OwnerToken.ValueString(),
			ResourceID:    state.ClusterResourceID.ValueString(),
			VPCID:         state.VPCID.ValueString(),
			FinalSnapshot: state.FinalSnapshotIdentifier.ValueString(),
		}, logProgress(ctx))
	}
	switch {
	case errors.Is(err, converge.ErrLeftBehind): // an error would keep a state that the next refresh drops without a word
		resp.Diagnostics.AddWarning("Cluster is gone, but not all that was around it", detail(err))
	case err != nil:
		resp.Diagnostics.Append(errorDiagnostic("Cluster could not be deleted", err))
	}
}

// convergence is what Create and Update need: the converger, and the artifact
// that was planned.
func (s *session) convergence(ctx context.Context, plan clusterModel) (*converge.Converger, artifact.Spec, error) {
	converger, err := s.clusters(ctx)
	if err != nil {
		return nil, artifact.Spec{}, err
	}
	spec, err := s.artifactOf(ctx, plan.Image.ValueString())
	if err != nil {
		return nil, artifact.Spec{}, err
	}
	digest, err := spec.Digest()
	if err == nil && !plan.ArtifactDigest.IsUnknown() && plan.ArtifactDigest.ValueString() != digest {
		err = fmt.Errorf("image %q holds artifact %s, but %s was planned", plan.Image.ValueString(), digest, plan.ArtifactDigest.ValueString())
	}
	return converger, spec, err
}

// unfinished is the resource id of a cluster of ours that an earlier run left
// unfinished under the request's name; "" when there is none.
func unfinished(ctx context.Context, converger *converge.Converger, request converge.Request) (string, error) {
	found, err := converger.Find(ctx, request.Identifier)
	if err != nil {
		return "", err
	}
	switch found.Standing(request, time.Now()) {
	case cluster.Adoptable, cluster.Busy: // a busy one is waited for, until its lease ends
		return found.Cluster.ResourceID, nil
	default:
		return "", nil
	}
}

// decideLate decides during apply what no plan could: the artifact could not be
// read then. A cluster that would have to be made anew is refused, since the
// plan did not show it.
func (m *clusterModel) decideLate(config, state clusterModel, notes clusterNotes, spec artifact.Spec) error {
	digest, err := spec.Digest()
	if err != nil {
		return err
	}
	p := clusterPlan{config: config, plan: m, prior: &state, notes: notes}
	p.decide(spec, digest)
	if len(p.replace) > 0 {
		return errors.New(p.replaceReason() + " The plan did not show that: plan again")
	}
	return nil
}

func writeNotes(ctx context.Context, private privateWriter, request converge.Request, outcome converge.Outcome, recorded []migrate.Ran, diags *diag.Diagnostics) {
	notes, err := notesOf(request.Spec, request.Inputs(), outcome.Cluster.ResourceID)
	notes.Recorded = recordedBy(outcome, recorded)
	if err != nil {
		diags.Append(errorDiagnostic("Notes could not be written", err))
		return
	}
	notes.write(ctx, private, diags)
}
