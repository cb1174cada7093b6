package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
)

// assumeRoleModel is one block `assume_role`.
type assumeRoleModel struct {
	RoleARN           types.String      `tfsdk:"role_arn"`
	SessionName       types.String      `tfsdk:"session_name"`
	ExternalID        types.String      `tfsdk:"external_id"`
	SourceIdentity    types.String      `tfsdk:"source_identity"`
	Policy            types.String      `tfsdk:"policy"`
	PolicyARNs        []string          `tfsdk:"policy_arns"`
	Tags              map[string]string `tfsdk:"tags"`
	TransitiveTagKeys []string          `tfsdk:"transitive_tag_keys"`
	Duration          types.String      `tfsdk:"duration"`
}

// webIdentityModel is the block `assume_role_with_web_identity`.
type webIdentityModel struct {
	RoleARN     types.String `tfsdk:"role_arn"`
	SessionName types.String `tfsdk:"session_name"`
	Policy      types.String `tfsdk:"policy"`
	PolicyARNs  []string     `tfsdk:"policy_arns"`
	Token       types.String `tfsdk:"web_identity_token"`
	TokenFile   types.String `tfsdk:"web_identity_token_file"`
	Duration    types.String `tfsdk:"duration"`
}

// connection says how AWS is reached.
func (m providerModel) connection(ctx context.Context, userAgent string) (aurora.Connection, diag.Diagnostics) {
	var diags diag.Diagnostics
	c := aurora.Connection{
		Region:         m.Region.ValueString(),
		Profile:        m.Profile.ValueString(),
		AccessKey:      m.AccessKey.ValueString(),
		SecretKey:      m.SecretKey.ValueString(),
		Token:          m.Token.ValueString(),
		MaxRetries:     int(m.MaxRetries.ValueInt64()),
		CustomCABundle: m.CustomCABundle.ValueString(),
		HTTPProxy:      m.HTTPProxy.ValueString(),
		HTTPSProxy:     m.HTTPSProxy.ValueString(),
		NoProxy:        m.NoProxy.ValueString(),

		Insecure:                       m.Insecure.ValueBool(),
		UseFIPSEndpoint:                m.UseFIPSEndpoint.ValueBool(),
		UseDualStackEndpoint:           m.UseDualStackEndpoint.ValueBool(),
		STSRegion:                      m.STSRegion.ValueString(),
		EC2MetadataServiceEndpoint:     m.EC2MetadataServiceEndpoint.ValueString(),
		EC2MetadataServiceEndpointMode: m.EC2MetadataServiceEndpointMode.ValueString(),
		SkipCredentialsValidation:      m.SkipCredentialsValidation.ValueBool(),
		UserAgent:                      userAgent,
		Endpoints:                      map[string]string{},
	}
	diags.Append(m.SharedConfigFiles.ElementsAs(ctx, &c.SharedConfigFiles, false)...)
	diags.Append(m.SharedCredentialsFiles.ElementsAs(ctx, &c.SharedCredentialsFiles, false)...)
	diags.Append(m.AllowedAccountIDs.ElementsAs(ctx, &c.AllowedAccountIDs, false)...)
	diags.Append(m.ForbiddenAccountIDs.ElementsAs(ctx, &c.ForbiddenAccountIDs, false)...)
	for service, url := range m.Endpoints.Attributes() {
		if url, ok := url.(types.String); ok && !url.IsNull() {
			c.Endpoints[service] = url.ValueString()
		}
	}
	var roles []assumeRoleModel
	diags.Append(m.AssumeRole.ElementsAs(ctx, &roles, false)...)
	for i, role := range roles {
		c.AssumeRole = append(c.AssumeRole, aurora.AssumeRole{
			RoleARN: role.RoleARN.ValueString(), SessionName: role.SessionName.ValueString(), ExternalID: role.ExternalID.ValueString(),
			SourceIdentity: role.SourceIdentity.ValueString(), Policy: role.Policy.ValueString(), PolicyARNs: role.PolicyARNs,
			Tags: role.Tags, TransitiveTagKeys: role.TransitiveTagKeys,
			Duration: duration(role.Duration, path.Root("assume_role").AtListIndex(i).AtName("duration"), &diags),
		})
	}
	var identities []webIdentityModel
	diags.Append(m.AssumeRoleWithWebIdentity.ElementsAs(ctx, &identities, false)...)
	for i, id := range identities {
		c.AssumeRoleWithWebIdentity = &aurora.AssumeRoleWithWebIdentity{
			RoleARN: id.RoleARN.ValueString(), SessionName: id.SessionName.ValueString(), Policy: id.Policy.ValueString(), PolicyARNs: id.PolicyARNs,
			WebIdentityToken: id.Token.ValueString(), WebIdentityTokenFile: id.TokenFile.ValueString(),
			Duration: duration(id.Duration, path.Root("assume_role_with_web_identity").AtListIndex(i).AtName("duration"), &diags),
		}
	}
	return c, diags
}

func duration(v types.String, at path.Path, diags *diag.Diagnostics) time.Duration {
	if v.IsNull() {
		return 0
	}
	d, err := time.ParseDuration(v.ValueString())
	if err != nil {
		diags.AddAttributeError(at, "Duration cannot be read", sentence(err.Error())+" Write it like 1h or 45m.")
	}
	return d
}
