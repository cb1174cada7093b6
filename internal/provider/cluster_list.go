package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

var _ list.ListResourceWithConfigure = (*clusterList)(nil)

func newClusterList() list.ListResource { return &clusterList{} }

// clusterList finds the clusters that were made from artifacts for terraform
// query, so that they can be imported: Terraform 1.14.
type clusterList struct{ configured }

func (l *clusterList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cluster"
}

func (l *clusterList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the clusters of this account and Region that were made from artifacts. Needs Terraform 1.14.",
		Attributes: map[string]schema.Attribute{
			"cluster_identifier_prefix": schema.StringAttribute{Optional: true, MarkdownDescription: fleetPrefixProse},
			"source_db_cluster_id":      schema.StringAttribute{Optional: true, MarkdownDescription: fleetSourceProse},
			"tags":                      schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: fleetTagsProse},
		},
	}
}

// List looks the fleet up at once, and each cluster closer as Terraform asks
// for it.
func (l *clusterList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var model fleetModel
	diags := req.Config.Get(ctx, &model)
	fleet, more := model.fleet(ctx)
	diags.Append(more...)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	converger, err := l.session.clusters(ctx)
	var members []converge.Member
	if err == nil {
		members, err = converger.Fleet(ctx, fleet)
	}
	if err != nil {
		diags.Append(errorDiagnostic("Clusters could not be listed", err))
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	members = slices.DeleteFunc(members, converge.Member.Intermediate) // none is to be imported
	if req.Limit > 0 && int64(len(members)) > req.Limit {
		members = members[:req.Limit]
	}
	stream.Results = func(push func(list.ListResult) bool) {
		for _, m := range members {
			if !push(l.show(ctx, req, converger, m)) {
				return
			}
		}
	}
}

// show is one cluster, with its attributes when Terraform asks for them.
func (l *clusterList) show(ctx context.Context, req list.ListRequest, converger *converge.Converger, m converge.Member) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = m.Identifier
	listed := clusterModel{ARN: types.StringValue(m.ARN)}
	result.Diagnostics.Append(listed.identify(ctx, result.Identity)...)
	if !req.IncludeResource || result.Diagnostics.HasError() {
		return result
	}
	found, err := converger.Find(ctx, m.Identifier)
	if err != nil {
		result.Diagnostics.Append(errorDiagnostic("Cluster could not be read", err))
		return result
	}
	model, diags := emptyCluster(ctx)
	result.Diagnostics.Append(diags...)
	model.takeOver(ctx, found, l.session.defaultTags, &result.Diagnostics)
	result.Diagnostics.Append(result.Resource.Set(ctx, model)...)
	return result
}

// emptyCluster is a model whose every attribute is null, of its right type.
func emptyCluster(ctx context.Context) (model clusterModel, diags diag.Diagnostics) {
	state := tfsdk.State{Schema: clusterSchema(ctx)}
	state.Raw = tftypes.NewValue(state.Schema.Type().TerraformType(ctx), nil)
	// Writing one attribute of a null object makes all others null ones.
	diags.Append(state.SetAttribute(ctx, path.Root("arn"), types.StringNull())...)
	diags.Append(state.Get(ctx, &model)...)
	return model, diags
}
