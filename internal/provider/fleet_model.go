package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// fleetModel says which clusters are meant.
type fleetModel struct {
	Prefix types.String `tfsdk:"cluster_identifier_prefix"`
	Source types.String `tfsdk:"source_db_cluster_id"`
	Tags   types.Map    `tfsdk:"tags"`
}

// What the data source, the list resource and the action say of the same
// arguments.
const (
	fleetPrefixProse = "Only clusters whose identifier begins with this."
	fleetSourceProse = "Only clusters made from this one: its identifier or ARN."
	fleetTagsProse   = "Only clusters that have all these tags."
)

// fleet is which clusters are meant.
func (m fleetModel) fleet(ctx context.Context) (converge.Fleet, diag.Diagnostics) {
	fleet := converge.Fleet{Prefix: m.Prefix.ValueString(), Source: m.Source.ValueString()}
	if m.Tags.IsNull() {
		return fleet, nil
	}
	return fleet, m.Tags.ElementsAs(ctx, &fleet.Tags, false)
}
