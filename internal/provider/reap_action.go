package provider

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

var _ action.ActionWithConfigure = (*reapAction)(nil)

func newReapAction() action.Action { return &reapAction{} }

// reapAction is dbartifact_reap: delete what has expired. Terraform 1.14.
type reapAction struct{ session *session }

type reapModel struct {
	fleetModel
	Never  types.Set   `tfsdk:"never"`
	Limit  types.Int64 `tfsdk:"limit"`
	DryRun types.Bool  `tfsdk:"dry_run"`
}

func (a *reapAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_reap"
}

func (a *reapAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Deletes the clusters whose `ttl` or `expires_at` is over, the ones that expired first ahead, without a final snapshot. Only what was " +
			"made from an artifact, or claimed, and carries its own resource id; never a cluster under deletion protection, or one that another " +
			"cluster was made from. Needs Terraform 1.14.",
		Attributes: map[string]schema.Attribute{
			"dry_run": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Only say what would be deleted. Default: true.",
			},
			"never": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Clusters that stay whatever their tags say, by identifier or ARN.",
			},
			"limit": schema.Int64Attribute{
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
				MarkdownDescription: fmt.Sprintf("How many clusters are deleted at most. Default: %d.", converge.DefaultReapLimit),
			},
			"cluster_identifier_prefix": schema.StringAttribute{Optional: true, MarkdownDescription: fleetPrefixProse},
			"source_db_cluster_id":      schema.StringAttribute{Optional: true, MarkdownDescription: fleetSourceProse},
			"tags":                      schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: fleetTagsProse},
		},
	}
}

// Configure takes the session over from the provider.
func (a *reapAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

// Invoke says which clusters have expired, and deletes them unless it is a dry
// run. What fails is told at the end; the others are deleted all the same.
func (a *reapAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var model reapModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	rules := converge.ReapRules{Now: time.Now(), Limit: int(model.Limit.ValueInt64()), Never: knownElements(ctx, model.Never, &resp.Diagnostics)}
	fleet, diags := model.fleet(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	rules.Fleet = fleet
	converger, err := a.session.clusters(ctx)
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("AWS cannot be reached", err))
		return
	}
	say := func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}
	if err := reap(ctx, converger, rules, model.DryRun.IsNull() || model.DryRun.ValueBool(), say); err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Expired clusters are left", err))
	}
}

func reap(ctx context.Context, converger *converge.Converger, rules converge.ReapRules, dryRun bool, say func(format string, args ...any)) error {
	candidates, err := converger.Expired(ctx, rules)
	if err != nil {
		return err
	}
	for _, c := range candidates {
		fate := "has expired"
		if c.Kept != "" {
			fate = "is kept: " + c.Kept
		}
		say("%s (%s) %s", c.Identifier, spellTime(c.Marks.ExpiresAt), fate)
	}
	if dryRun {
		say("nothing is deleted in a dry run; set dry_run = false")
		return nil
	}
	deleted, err := converger.Reap(ctx, rules, func(e converge.Event) { say("%s %s (%s)", e.Object, e.Status, e.Elapsed.Round(time.Second)) })
	say("%d deleted %s", len(deleted), strings.Join(deleted, " "))
	return err
}
