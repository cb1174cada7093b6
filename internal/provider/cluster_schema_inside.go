package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
)

// What becomes of the logins that a clone inherits, and where it is masked.
const (
	loginsLock      = "lock"
	loginsKeep      = "keep"
	maskingInPlace  = "in_place"
	maskingTwoSteps = "two_step"
)

var (
	inheritedLogins = []string{loginsLock, loginsKeep}
	maskings        = []string{maskingInPlace, maskingTwoSteps}
	sqlTransports   = texts(inside.Transports)
)

// insideModel is what is done in SQL inside the cluster, as part of
// dbartifact_cluster.
type insideModel struct {
	SQLTransport                types.String `tfsdk:"sql_transport"`
	ApplySchema                 types.Bool   `tfsdk:"apply_schema"`
	InheritedLogins             types.String `tfsdk:"inherited_logins"`
	Masking                     types.String `tfsdk:"masking"`
	MaintenanceCIDRBlocks       types.Set    `tfsdk:"maintenance_cidr_blocks"`
	MaintenanceSecurityGroupIDs types.Set    `tfsdk:"maintenance_security_group_ids"`
	AppliedChangesets           types.List   `tfsdk:"applied_changesets"`
}

// clusterInsideAttributes say what is done inside the cluster before it is
// opened, and how.
func clusterInsideAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"sql_transport": schema.StringAttribute{
			Optional:   true,
			Computed:   true,
			Default:    stringdefault.StaticString(sqlTransports[0]),
			Validators: []validator.String{stringvalidator.OneOf(sqlTransports...)},
			MarkdownDescription: "How SQL reaches the cluster: " + alternatives(sqlTransports) + ". `direct` connects to the writer and needs a " +
				"route to it from where Terraform runs; `data_api` goes through the RDS Data API, from anywhere, and needs a managed master " +
				"password and an instance class other than T; `none` runs no SQL. Default: `direct`.",
		},
		"apply_schema": schema.BoolAttribute{
			Optional: true,
			Computed: true,
			MarkdownDescription: "Apply the artifact's pending changesets: before the cluster is opened, and in place when a new artifact " +
				"brings more of them. Default: true with `create_mode = \"create\"`; false for a clone, which has its source's schema.",
		},
		"inherited_logins": schema.StringAttribute{
			Optional:      true,
			Computed:      true,
			Validators:    []validator.String{stringvalidator.OneOf(inheritedLogins...)},
			PlanModifiers: becomes(loginsLock),
			MarkdownDescription: "What becomes of the logins that a clone inherits: " + alternatives(inheritedLogins) + ". `lock` locks every login " +
				"but the master user's, and turns subscriptions, scheduled jobs and events off, before anybody is let in; what cannot be locked " +
				"is an error that names it. Default: `lock` for an artifact with `clone_scripts`, else `keep`.",
		},
		"masking": schema.StringAttribute{
			Optional:      true,
			Computed:      true,
			Validators:    []validator.String{stringvalidator.OneOf(maskings...)},
			PlanModifiers: becomes(maskingTwoSteps),
			MarkdownDescription: "Where the artifact's `clone_scripts` run: " + alternatives(maskings) + ". `in_place` masks the clone itself, whose own " +
				"backups then reach back to the time before; `two_step` masks an intermediate clone, clones that, and deletes it with its backups. " +
				"Default: `in_place`.",
		},
		"maintenance_cidr_blocks": groupIDs("Address ranges that SQL may come from while the cluster is closed to everybody else: where Terraform " +
			"runs. They are let in by a rule of the cluster's own security group, which is taken away when the cluster is opened."),
		"maintenance_security_group_ids": groupIDs("Security groups whose members SQL may come from while the cluster is closed, by a rule that is " +
			"taken away when the cluster is opened."),
		"applied_changesets": schema.ListAttribute{
			Computed:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Changesets on record in the database after the last apply, in order, as `path::id::author`; null as long as no " +
				"schema was applied. A plan shows what a new artifact adds.",
		},
	}
}

// becomes replaces a cluster that is asked to have been made otherwise: what is
// done while a clone is closed cannot be made up for when it is open.
func becomes(value string) []planmodifier.String {
	const why = "A clone that is open is made anew."
	return []planmodifier.String{stringplanmodifier.RequiresReplaceIf(func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
		resp.RequiresReplace = req.PlanValue.ValueString() == value && !req.StateValue.IsNull()
	}, why, why)}
}
