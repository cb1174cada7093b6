package provider

import (
	"cmp"
	"context"
	"os"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// providerModel is the provider block.
type providerModel struct {
	Region                         types.String `tfsdk:"region"`
	Profile                        types.String `tfsdk:"profile"`
	AccessKey                      types.String `tfsdk:"access_key"`
	SecretKey                      types.String `tfsdk:"secret_key"`
	Token                          types.String `tfsdk:"token"`
	SharedConfigFiles              types.List   `tfsdk:"shared_config_files"`
	SharedCredentialsFiles         types.List   `tfsdk:"shared_credentials_files"`
	AllowedAccountIDs              types.Set    `tfsdk:"allowed_account_ids"`
	ForbiddenAccountIDs            types.Set    `tfsdk:"forbidden_account_ids"`
	MaxRetries                     types.Int64  `tfsdk:"max_retries"`
	CustomCABundle                 types.String `tfsdk:"custom_ca_bundle"`
	DatabaseCABundle               types.String `tfsdk:"database_ca_bundle"`
	HTTPProxy                      types.String `tfsdk:"http_proxy"`
	HTTPSProxy                     types.String `tfsdk:"https_proxy"`
	NoProxy                        types.String `tfsdk:"no_proxy"`
	Insecure                       types.Bool   `tfsdk:"insecure"`
	UseFIPSEndpoint                types.Bool   `tfsdk:"use_fips_endpoint"`
	UseDualStackEndpoint           types.Bool   `tfsdk:"use_dualstack_endpoint"`
	STSRegion                      types.String `tfsdk:"sts_region"`
	EC2MetadataServiceEndpoint     types.String `tfsdk:"ec2_metadata_service_endpoint"`
	EC2MetadataServiceEndpointMode types.String `tfsdk:"ec2_metadata_service_endpoint_mode"`
	SkipCredentialsValidation      types.Bool   `tfsdk:"skip_credentials_validation"`
	Endpoints                      types.Object `tfsdk:"endpoints"`
	DefaultTags                    types.Object `tfsdk:"default_tags"`
	AssumeRole                     types.List   `tfsdk:"assume_role"`
	AssumeRoleWithWebIdentity      types.List   `tfsdk:"assume_role_with_web_identity"`
	Docker                         types.Object `tfsdk:"docker"`
	RegistryAuth                   types.List   `tfsdk:"registry_auth"`
	InsecureRegistries             types.List   `tfsdk:"insecure_registries"`
}

// known reports whether nothing in the block is unknown, as it can be while
// another resource that it refers to is not yet there.
func (m providerModel) known() bool {
	for _, field := range reflect.ValueOf(m).Fields() {
		if value, ok := reflect.TypeAssert[attr.Value](field); !ok || !whollyKnown(value) {
			return false
		}
	}
	return true
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
