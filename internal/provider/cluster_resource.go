package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var (
	_ resource.ResourceWithConfigure      = (*clusterResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clusterResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clusterResource)(nil)
	_ resource.ResourceWithImportState    = (*clusterResource)(nil)
	_ resource.ResourceWithIdentity       = (*clusterResource)(nil)
)

// clusterTimeout is what hashicorp/aws gives aws_rds_cluster.
const clusterTimeout = 120 * time.Minute

func newClusterResource() resource.Resource { return &clusterResource{} }

// clusterResource is dbartifact_cluster: converge an artifact into a cluster.
type clusterResource struct{ configured }

func (r *clusterResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cluster"
}

func (r *clusterResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = clusterSchema(ctx)
}

func (r *clusterResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config clusterModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.validateSettings()...)
	if err := validateCredentials(config); err != nil {
		resp.Diagnostics.AddError("Credentials are not one of four ways", sentence(err.Error()))
	}
	if err := validateLifetime(config); err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("deletion_protection"), "Cluster is protected and expires", sentence(err.Error()))
	}
	if err := validateMode(config); err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("create_mode"), "Attribute does not fit create_mode", sentence(err.Error()))
	}
}

func (r *clusterResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.session == nil {
		return
	}
	p := clusterPlan{plan: &clusterModel{}, notes: readNotes(ctx, req.Private, &resp.Diagnostics)}
	resp.Diagnostics.Append(req.Config.Get(ctx, &p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	if !req.State.Raw.IsNull() {
		p.prior = &clusterModel{}
		resp.Diagnostics.Append(req.State.Get(ctx, p.prior)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.session.planCluster(ctx, &p)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if p.prior != nil && p.plan.InheritMasterPassword.ValueBool() && !p.prior.InheritMasterPassword.ValueBool() && len(p.replace) == 0 {
		resp.Diagnostics.AddAttributeError(path.Root("inherit_master_password"), "Password cannot be inherited later", sentence(errInheritLater.Error()))
		return
	}
	if len(p.replace) > 0 {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root("artifact_digest"))
		resp.Diagnostics.AddAttributeWarning(path.Root("image"), "Cluster will be made anew", p.replaceReason())
	}
	if p.resume != "" {
		writeResume(ctx, resp.Private, p.resume, &resp.Diagnostics)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, p.plan)...)
}
