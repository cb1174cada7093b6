package provider

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

var (
	_ resource.ResourceWithConfigure      = (*imageResource)(nil)
	_ resource.ResourceWithValidateConfig = (*imageResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*imageResource)(nil)
	_ resource.ResourceWithImportState    = (*imageResource)(nil)
)

const (
	publishTimeout = 20 * time.Minute
	removeTimeout  = 5 * time.Minute
)

func newImageResource() resource.Resource { return &imageResource{} }

// imageResource is dbartifact_image: build and publish an artifact.
type imageResource struct{ configured }

func (r *imageResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_image"
}

func (r *imageResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = imageSchema(ctx)
}

func (r *imageResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config imageModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || config.Store.IsUnknown() || config.ArchivePath.IsUnknown() {
		return
	}
	archive := config.Store.ValueString() == storeArchive
	if archive && config.ArchivePath.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("archive_path"), "Archive needs a path",
			`With store = "archive" the image is written to a file: set archive_path.`)
	}
	if !archive && !config.ArchivePath.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("archive_path"), "Archive path without an archive",
			`archive_path only means something with store = "archive": set that, or remove archive_path.`)
	}
}

func (r *imageResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.session == nil {
		return
	}
	var config, plan imageModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	var prior *imageModel
	if !req.State.Raw.IsNull() {
		prior = &imageModel{}
		resp.Diagnostics.Append(req.State.Get(ctx, prior)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setDefaults(config)
	resp.Diagnostics.Append(r.session.planImage(ctx, &plan, prior)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	}
}

func (r *imageResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan imageModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Create(ctx, publishTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if err := r.session.publish(ctx, &plan); err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Artifact image could not be published", err))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Read finds out whether the image is still where it was put. One that has
// gone, or whose name now means another image, stays in state without an image
// id: the next apply publishes the frozen artifact again, and clusters made
// from it are left alone.
func (r *imageResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state imageModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	stored, err := r.session.store(state).Find(ctx, state.Name.ValueString())
	switch {
	case errors.Is(err, imagestore.ErrNotFound):
		state.ImageID = types.StringNull()
	case err != nil:
		resp.Diagnostics.Append(errorDiagnostic("Artifact image could not be looked up", err))
		return
	case stored.Reference != state.Reference.ValueString():
		state.ImageID = types.StringNull()
	default:
		state.ImageID = types.StringValue(stored.ImageID)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *imageResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state imageModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := plan.Timeouts.Update(ctx, publishTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if !plan.Reference.Equal(state.Reference) || !plan.ImageID.Equal(state.ImageID) || !plan.SBOM.Equal(state.SBOM) || plan.Spec.IsUnknown() {
		if err := r.session.publish(ctx, &plan); err != nil {
			resp.Diagnostics.Append(errorDiagnostic("Artifact image could not be published again", err))
			return
		}
	}
	if !plan.samePlace(state) {
		if err := r.session.withdraw(ctx, state); err != nil {
			resp.Diagnostics.AddWarning("Image was left at its old place", detail(err))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *imageResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state imageModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, removeTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if err := r.session.withdraw(ctx, state); err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Artifact image could not be removed", err))
	}
}

func (r *imageResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	state, err := r.session.importImage(ctx, req.ID)
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Artifact image could not be imported", err))
		return
	}
	for name, value := range map[string]any{
		"name": state.Name, "store": state.Store, "archive_path": state.ArchivePath, "platform": state.Platform,
		"keep_on_destroy": state.KeepOnDestroy, "sbom": state.SBOM, "reference": state.Reference, "digest": state.Digest,
		"image_id": state.ImageID, "artifact_digest": state.ArtifactDigest, "spec": state.Spec,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}
