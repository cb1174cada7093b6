package provider

import (
	"cmp"
	"context"
	"os"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
)

// providerModel is the provider block.
type providerModel struct {
	Region                    types.String `tfsdk:"region"`
	Profile                   types.String `tfsdk:"profile"`
	AccessKey                 types.String `tfsdk:"access_key"`
	SecretKey                 types.String `tfsdk:"secret_key"`
	Token                     types.String `tfsdk:"token"`
	SharedConfigFiles         types.List   `tfsdk:"shared_config_files"`
	SharedCredentialsFiles    types.List   `tfsdk:"shared_credentials_files"`
	MaxRetries                types.Int64  `tfsdk:"max_retries"`
	CustomCABundle            types.String `tfsdk:"custom_ca_bundle"`
	DatabaseCABundle          types.String `tfsdk:"database_ca_bundle"`
	SkipCredentialsValidation types.Bool   `tfsdk:"skip_credentials_validation"`
	Endpoints                 types.Object `tfsdk:"endpoints"`
	DefaultTags               types.Object `tfsdk:"default_tags"`
	AssumeRole                types.List   `tfsdk:"assume_role"`
	AssumeRoleWithWebIdentity types.List   `tfsdk:"assume_role_with_web_identity"`
	Docker                    types.Object `tfsdk:"docker"`
	RegistryAuth              types.List   `tfsdk:"registry_auth"`
	InsecureRegistries        types.List   `tfsdk:"insecure_registries"`
}

type assumeRoleModel struct {
	RoleARN     types.String `tfsdk:"role_arn"`
	SessionName types.String `tfsdk:"session_name"`
	ExternalID  types.String `tfsdk:"external_id"`
	Policy      types.String `tfsdk:"policy"`
	Duration    types.String `tfsdk:"duration"`
}

type webIdentityModel struct {
	RoleARN     types.String `tfsdk:"role_arn"`
	SessionName types.String `tfsdk:"session_name"`
	Token       types.String `tfsdk:"web_identity_token"`
	TokenFile   types.String `tfsdk:"web_identity_token_file"`
	Duration    types.String `tfsdk:"duration"`
}

// known reports whether nothing in the block is unknown, as it can be while
// another resource that it refers to is not yet there.
func (m providerModel) known() bool {
	return allKnown(slices.Values([]attr.Value{
		m.Region, m.Profile, m.AccessKey, m.SecretKey, m.Token, m.SharedConfigFiles, m.SharedCredentialsFiles,
		m.MaxRetries, m.CustomCABundle, m.DatabaseCABundle, m.SkipCredentialsValidation, m.Endpoints, m.DefaultTags, m.AssumeRole,
		m.AssumeRoleWithWebIdentity, m.Docker, m.RegistryAuth, m.InsecureRegistries,
	}))
}

// connection says how AWS is reached.
func (m providerModel) connection(ctx context.Context, userAgent string) (aurora.Connection, diag.Diagnostics) {
	var diags diag.Diagnostics
	c := aurora.Connection{
		Region:                    m.Region.ValueString(),
		Profile:                   m.Profile.ValueString(),
		AccessKey:                 m.AccessKey.ValueString(),
		SecretKey:                 m.SecretKey.ValueString(),
		Token:                     m.Token.ValueString(),
		MaxRetries:                int(m.MaxRetries.ValueInt64()),
		CustomCABundle:            m.CustomCABundle.ValueString(),
		SkipCredentialsValidation: m.SkipCredentialsValidation.ValueBool(),
		UserAgent:                 userAgent,
	}
	diags.Append(m.SharedConfigFiles.ElementsAs(ctx, &c.SharedConfigFiles, false)...)
	diags.Append(m.SharedCredentialsFiles.ElementsAs(ctx, &c.SharedCredentialsFiles, false)...)
	c.Endpoints = map[string]string{}
	for service, url := range m.Endpoints.Attributes() {
		if url, ok := url.(types.String); ok && !url.IsNull() {
			c.Endpoints[service] = url.ValueString()
		}
	}
	var roles []assumeRoleModel
	diags.Append(m.AssumeRole.ElementsAs(ctx, &roles, false)...)
	for i, role := range roles {
		c.AssumeRole = append(c.AssumeRole, aurora.AssumeRole{
			RoleARN: role.RoleARN.ValueString(), SessionName: role.SessionName.ValueString(),
			ExternalID: role.ExternalID.ValueString(), Policy: role.Policy.ValueString(),
			Duration: duration(role.Duration, path.Root("assume_role").AtListIndex(i).AtName("duration"), &diags),
		})
	}
	var identities []webIdentityModel
	diags.Append(m.AssumeRoleWithWebIdentity.ElementsAs(ctx, &identities, false)...)
	for i, id := range identities {
		c.AssumeRoleWithWebIdentity = &aurora.AssumeRoleWithWebIdentity{
			RoleARN: id.RoleARN.ValueString(), SessionName: id.SessionName.ValueString(),
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

// databaseCAVariable names the authorities to trust for databases.
const databaseCAVariable = "DBARTIFACT_DATABASE_CA_BUNDLE"

// databaseRoots are the authorities, in PEM, that the block or the environment
// names; empty for none.
func (m providerModel) databaseRoots(diags *diag.Diagnostics) []byte {
	file := cmp.Or(m.DatabaseCABundle.ValueString(), os.Getenv(databaseCAVariable))
	if file == "" {
		return nil
	}
	roots, err := os.ReadFile(file)
	if err != nil {
		diags.AddAttributeError(path.Root("database_ca_bundle"), "Certificate authorities cannot be read", sentence(err.Error()))
	}
	return roots
}

func (m providerModel) defaultTags(ctx context.Context, diags *diag.Diagnostics) map[string]string {
	tags := map[string]string{}
	if block, ok := m.DefaultTags.Attributes()["tags"].(types.Map); ok {
		diags.Append(block.ElementsAs(ctx, &tags, false)...)
	}
	return tags
}
