package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/preflight"
)

// checkCluster tells what would be refused in the middle of an apply. A cluster
// that is there already is only warned about, so that it can be destroyed
// whatever has become of its source.
func (s *session) checkCluster(ctx context.Context, p *clusterPlan, spec artifact.Spec) diag.Diagnostics {
	var diags diag.Diagnostics
	client, err := s.aws(ctx)
	if err != nil {
		diags.Append(errorDiagnostic("AWS cannot be reached", err))
		return diags
	}
	result, err := preflight.Run(ctx, client, p.wanted(ctx, spec, &diags))
	if err != nil {
		diags.Append(errorDiagnostic("Plan was interrupted", err))
		return diags
	}
	for _, f := range result.Findings {
		at := path.Root(f.Attribute)
		switch {
		case f.Warning:
			diags.AddAttributeWarning(at, f.Summary, f.Detail)
		case p.prior != nil:
			diags.AddAttributeWarning(at, f.Summary, f.Detail+"\n\nApply tries and fails if this still holds.")
		default:
			diags.AddAttributeError(at, f.Summary, f.Detail+"\n\nIf you want to destroy, run terraform destroy -refresh=false, which does not check.")
		}
	}
	if len(result.Omissions) > 0 {
		diags.AddWarning("Some checks could not be made", omitted(result.Omissions))
	}
	return diags
}

// omitted folds what could not be read into one detail.
func omitted(all []preflight.Omission) string {
	var text strings.Builder
	text.WriteString("What follows was not checked. AWS checks it during apply; with the permission, the plan would.")
	for _, o := range all {
		text.WriteString("\n  - " + o.Check + ": " + strings.TrimSuffix(o.Err.Error(), "."))
	}
	return text.String()
}

// wanted is the planned cluster as the checks see it: what is not known yet is
// left out.
func (p *clusterPlan) wanted(ctx context.Context, spec artifact.Spec, diags *diag.Diagnostics) preflight.Wanted {
	w := preflight.Wanted{
		Identifier: p.plan.ClusterIdentifier.ValueString(),
		Spec:       spec,
		Target:     p.plan.target(spec),
		Clone:      p.plan.mode() == converge.ModeClone,
		// What the plan leaves unknown for AWS to choose is not asked for.
		KeyUnknown: p.config.KMSKeyID.IsUnknown(),
	}
	if p.prior != nil {
		before := p.priorTarget(spec)
		w.Before, w.EngineVersion = &before, p.prior.EngineVersion.ValueString()
	}
	if w.Identifier != "" {
		for n := 1; n <= w.Target.InstanceCount; n++ {
			w.Instances = append(w.Instances, converge.InstanceIdentifier(w.Identifier, n))
		}
	}
	if p.prior == nil && p.plan.masksInTwoSteps(spec) {
		w.Beside = 1
	}
	if p.prior == nil || !p.plan.VPCSecurityGroupIDs.Equal(p.prior.VPCSecurityGroupIDs) {
		w.SecurityGroupIDs = knownElements(ctx, p.plan.VPCSecurityGroupIDs, diags)
	}
	if p.prior == nil || !p.plan.FinalSnapshotIdentifier.Equal(p.prior.FinalSnapshotIdentifier) {
		w.FinalSnapshot = p.plan.FinalSnapshotIdentifier.ValueString()
	}
	switch {
	case p.holder.Ours:
		for _, i := range p.holder.Instances {
			w.Replaces = append(w.Replaces, i.Identifier)
		}
	case p.prior == nil && p.notes.ResourceID != "":
		// A replacement under another name. With create_before_destroy both are
		// there for a while; should that be too much, the old one stays.
		w.Replaces = make([]string, w.Target.InstanceCount)
	}
	if p.resume != "" { // the clone is there: its source has done its part
		w.Clone, w.EngineVersion = false, p.holder.Cluster.EngineVersion
	}
	return w
}

// priorTarget is what the running cluster was converged to.
func (p *clusterPlan) priorTarget(spec artifact.Spec) artifact.Target {
	if prior, ok := p.notes.spec(); ok {
		spec = prior
	}
	return p.prior.target(spec)
}

// knownElements are the strings of a set; none while it is not wholly known.
func knownElements(ctx context.Context, set types.Set, diags *diag.Diagnostics) []string {
	if !whollyKnown(set) {
		return nil
	}
	var elements []string
	diags.Append(set.ElementsAs(ctx, &elements, false)...)
	return elements
}
