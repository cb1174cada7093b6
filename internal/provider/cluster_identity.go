package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// identityModel is what tells a cluster from every other one, as in the
// identities of hashicorp/aws. Terraform knows identities since 1.12; older
// ones do not ask.
type identityModel struct {
	AccountID         types.String `tfsdk:"account_id"`
	Region            types.String `tfsdk:"region"`
	ClusterIdentifier types.String `tfsdk:"cluster_identifier"`
}

// IdentitySchema describes the identity.
func (r *clusterResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"account_id":         identityschema.StringAttribute{OptionalForImport: true, Description: "AWS account. Default: the provider's."},
		"region":             identityschema.StringAttribute{OptionalForImport: true, Description: "Region. Default: the provider's."},
		"cluster_identifier": identityschema.StringAttribute{RequiredForImport: true, Description: "Identifier of the cluster."},
	}}
}

// identityOf reads the identity in a cluster's ARN,
// arn:PARTITION:rds:REGION:ACCOUNT:cluster:IDENTIFIER; false when it is none.
func identityOf(arn string) (identityModel, bool) {
	parts := strings.Split(arn, ":")
	if len(parts) != 7 || parts[0] != "arn" || parts[2] != "rds" || parts[5] != "cluster" {
		return identityModel{}, false
	}
	return identityModel{types.StringValue(parts[4]), types.StringValue(parts[3]), types.StringValue(parts[6])}, true
}

// identify writes the identity of a cluster, which the framework wants of every
// read, create and update, even of a read that finds the cluster gone: what has
// no ARN yet keeps the identity that it has, or is known by its name alone.
func (m clusterModel) identify(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil {
		return nil
	}
	model, ok := identityOf(m.ARN.ValueString())
	if !ok && !identity.Raw.IsFullyNull() {
		return nil
	}
	if !ok {
		model.ClusterIdentifier = m.ClusterIdentifier
	}
	return identity.Set(ctx, model)
}

// ImportState takes an identifier, an ARN or an identity. The provider reaches
// one account and Region; a cluster elsewhere is refused rather than mistaken
// for one of the same name.
func (r *clusterResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	wanted := identityModel{ClusterIdentifier: types.StringValue(req.ID)}
	if byARN, ok := identityOf(req.ID); ok {
		wanted = byARN
	}
	if req.ID == "" && req.Identity != nil {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &wanted)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.session.isHere(ctx, wanted); err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Cluster is elsewhere", err))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("cluster_identifier"), wanted.ClusterIdentifier)...)
}

// isHere refuses an identity of another account or Region; what it leaves open
// is the provider's.
func (s *session) isHere(ctx context.Context, wanted identityModel) error {
	if wanted.Region.ValueString()+wanted.AccountID.ValueString() == "" {
		return nil
	}
	client, err := s.aws(ctx)
	if err != nil {
		return err
	}
	if region := wanted.Region.ValueString(); region != "" && region != client.Region() {
		return fmt.Errorf("cluster %q is in %s, and this provider works in %s", wanted.ClusterIdentifier.ValueString(), region, client.Region())
	}
	account, err := client.AccountID(ctx)
	if err != nil {
		return err
	}
	if named := wanted.AccountID.ValueString(); named != "" && named != account {
		return fmt.Errorf("cluster %q belongs to account %s, and this provider works in %s", wanted.ClusterIdentifier.ValueString(), named, account)
	}
	return nil
}
