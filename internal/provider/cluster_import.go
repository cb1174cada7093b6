package provider

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// readImported completes a state that holds nothing but an identifier.
func (r *clusterResource) readImported(ctx context.Context, state *clusterModel, found converge.Found, resp *resource.ReadResponse) {
	if !found.Exists {
		resp.State.RemoveResource(ctx)
		return
	}
	if found.Intermediate() {
		resp.Diagnostics.AddError("Cluster is not there yet", fmt.Sprintf("There is %q, a clone that an earlier apply was to mask on the way to the cluster. "+
			"Instead of importing, apply: it carries on.", found.Cluster.Identifier))
		return
	}
	state.takeOver(ctx, found, r.session.defaultTags, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, *state)...)
	resp.Diagnostics.Append(state.identify(ctx, resp.Identity)...)
	clusterNotes{CloneInputs: inputsOf(found), ResourceID: found.Cluster.ResourceID}.write(ctx, resp.Private, &resp.Diagnostics)
}

// inputsOf is what the cluster's own marks say it was made of.
func inputsOf(found converge.Found) string {
	if !found.IsOwn() {
		return ""
	}
	return found.Marks.Inputs
}

// takeOver fills a model with everything that can be told of a cluster that
// this state did not make. One that nobody made from an artifact has no owner
// token: the apply that follows claims it.
func (m *clusterModel) takeOver(ctx context.Context, found converge.Found, defaults map[string]string, diags *diag.Diagnostics) {
	marks := cluster.Marks{}
	if found.IsOwn() {
		marks = found.Marks
		m.CreateMode = types.StringValue(cmp.Or(marks.CreateMode, string(converge.ModeClone)))
	}
	m.ClusterIdentifier = types.StringValue(found.Cluster.Identifier)
	m.OwnerToken = optional(marks.Owner)
	m.ArtifactDigest = optional(marks.ArtifactDigest)
	m.WaitForReaders = types.BoolValue(false)
	m.importInside(found)
	m.importCredentials(found)
	m.VPCID = optional(found.VPCID)
	m.refresh(ctx, found, defaults, diags)
	m.Phases = types.ListNull(phaseType)
}

// importCredentials says how an imported cluster got its password, as far as
// that can be told: a password itself is nowhere to be read. One that RDS does
// not manage counts as inherited, which leaves it as it is.
func (m *clusterModel) importCredentials(found converge.Found) {
	if found.Cluster.MasterSecret == nil {
		m.InheritMasterPassword = types.BoolValue(true)
	}
}

// unclaimed says whether the state holds a cluster that was imported and that
// nobody has made from an artifact or claimed.
func (m clusterModel) unclaimed() bool { return m.OwnerToken.IsNull() }

// keepOwner takes the owner token over. A cluster that is to be claimed gets
// its own during apply: a plan that Terraform makes twice would come out
// different.
func (m *clusterModel) keepOwner(prior clusterModel) {
	m.OwnerToken = prior.OwnerToken
	if prior.unclaimed() {
		m.OwnerToken = types.StringUnknown()
	}
}

// warnOfClaim says that apply will claim the imported cluster, and whether the
// artifact is one for it.
func (s *session) warnOfClaim(ctx context.Context, p *clusterPlan, spec artifact.Spec) diag.Diagnostics {
	var diags diag.Diagnostics
	at := path.Root("cluster_identifier")
	diags.AddAttributeWarning(at, "Cluster will be claimed", fmt.Sprintf("Cluster %q was imported, and was not made from an artifact. Apply puts this provider's "+
		"tags on it and brings it to what the artifact and this configuration say. From then on, this resource changes and destroys it.",
		p.prior.ClusterIdentifier.ValueString()))
	prior := converge.Found{Exists: true, VPCID: p.prior.VPCID.ValueString()}
	prior.Cluster.Engine = p.prior.Engine.ValueString()
	if err := prior.Fits(p.plan.request(ctx, spec, p.plan.credentials(types.StringNull()), &diags)); err != nil {
		diags.AddAttributeWarning(path.Root("image"), "Artifact does not fit the cluster", detail(err)+"\n\nApply fails if this still holds.")
	}
	return diags
}

// claim marks an imported cluster as this resource's, with a fresh token.
func (m *clusterModel) claim(ctx context.Context, converger *converge.Converger, resourceID string, request *converge.Request) error {
	m.OwnerToken = types.StringValue(rand.Text())
	request.Owner = m.OwnerToken.ValueString()
	return converger.Claim(ctx, resourceID, *request)
}

// wasImported says whether nothing but an import has written the state: it
// knows no image. What only matters when a cluster is made replaces none then.
func wasImported(ctx context.Context, state tfsdk.State, diags *diag.Diagnostics) bool {
	var image types.String
	diags.Append(state.GetAttribute(ctx, path.Root("image"), &image)...)
	return image.IsNull()
}

const replaceProse = "Changing it replaces the cluster. Removing it, or giving it to an imported cluster, does not."

// replaceByString makes the cluster anew when a configured value changes.
func replaceByString() planmodifier.String {
	return stringplanmodifier.RequiresReplaceIf(func(ctx context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
		resp.RequiresReplace = !req.ConfigValue.IsNull() && !wasImported(ctx, req.State, &resp.Diagnostics)
	}, replaceProse, replaceProse)
}

// replaceByMap makes the cluster anew when configured values change.
func replaceByMap() planmodifier.Map {
	return mapplanmodifier.RequiresReplaceIf(func(ctx context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
		resp.RequiresReplace = !req.ConfigValue.IsNull() && !wasImported(ctx, req.State, &resp.Diagnostics)
	}, replaceProse, replaceProse)
}
