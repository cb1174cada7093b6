package provider

import (
	"cmp"
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*credentialsResource)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*credentialsResource)(nil)
)

func newCredentialsResource() ephemeral.EphemeralResource { return &credentialsResource{} }

// credentialsResource is the ephemeral dbartifact_credentials: what a database
// client needs to log in to a cluster, kept nowhere.
type credentialsResource struct{ session *session }

// credentialsModel is dbartifact_credentials in configuration and result.
type credentialsModel struct {
	Cluster        types.String `tfsdk:"cluster_identifier"`
	Authentication types.String `tfsdk:"authentication"`
	SecretARN      types.String `tfsdk:"master_user_secret_arn"`
	Username       types.String `tfsdk:"username"`
	Database       types.String `tfsdk:"database_name"`
	Engine         types.String `tfsdk:"engine"`
	Host           types.String `tfsdk:"host"`
	ReaderHost     types.String `tfsdk:"reader_host"`
	Port           types.Int64  `tfsdk:"port"`
	Password       types.String `tfsdk:"password"`
	URL            types.String `tfsdk:"url"`
}

func (r *credentialsResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_credentials"
}

func (r *credentialsResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = credentialsSchema()
}

// Configure takes the session over from the provider.
func (r *credentialsResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	r.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (r *credentialsResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	var config credentialsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !config.Username.IsNull() && !config.Authentication.IsUnknown() && config.Authentication.ValueString() != authenticationIAM {
		resp.Diagnostics.AddError("User name does not fit the authentication", "A managed secret holds the master user's password and names "+
			"that user itself: leave username out, or set authentication = \"iam\".")
	}
}

// Open looks at the cluster and fetches, or signs, what logs in to it.
func (r *credentialsResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model credentialsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	client, err := r.session.aws(ctx)
	if err == nil {
		err = model.open(ctx, client)
	}
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Credentials could not be read", err))
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}

// open fills the model in.
func (m *credentialsModel) open(ctx context.Context, client *aurora.Client) error {
	found, err := client.FindCluster(ctx, m.Cluster.ValueString())
	if err != nil {
		return err
	}
	var password cluster.Secret
	username := cmp.Or(m.Username.ValueString(), found.MasterUsername)
	if m.Authentication.ValueString() == authenticationIAM {
		password, err = tokenFor(ctx, client, found, username)
	} else {
		username, password, err = masterPasswordOf(ctx, client, found, &m.SecretARN)
	}
	if err != nil {
		return err
	}
	m.Authentication = types.StringValue(cmp.Or(m.Authentication.ValueString(), authenticationSecret))
	m.Database = optional(cmp.Or(m.Database.ValueString(), found.DatabaseName))
	m.Username, m.Password = types.StringValue(username), types.StringValue(password.Reveal())
	m.Engine, m.Port = types.StringValue(found.Engine), types.Int64Value(int64(found.Port))
	m.Host, m.ReaderHost = types.StringValue(found.Endpoint), optional(found.ReaderEndpoint)
	m.URL = types.StringValue(connectionURL(found, username, password, m.Database.ValueString()))
	return nil
}

// masterPasswordOf reads the secret of an ARN, else the cluster's own.
func masterPasswordOf(ctx context.Context, client *aurora.Client, c cluster.Cluster, secretARN *types.String) (string, cluster.Secret, error) {
	if !secretARN.IsNull() {
		return client.MasterPassword(ctx, secretARN.ValueString())
	}
	if c.MasterSecret == nil {
		return "", cluster.Secret{}, &failure.Error{
			Op: "looking for the secret of cluster", Object: c.Identifier, Err: errors.New("its master password is not managed by RDS"),
			Hint: "A password that was given to the cluster can be read back nowhere: use the value that it was given, " +
				"or set authentication = \"iam\", or manage_master_user_password = true on the cluster.",
		}
	}
	*secretARN = types.StringValue(c.MasterSecret.ARN)
	return client.MasterPassword(ctx, c.MasterSecret.ARN)
}

func tokenFor(ctx context.Context, client *aurora.Client, c cluster.Cluster, username string) (cluster.Secret, error) {
	if !c.IAMDatabaseAuthentication {
		return cluster.Secret{}, &failure.Error{
			Op: "signing a token for cluster", Object: c.Identifier, Err: errors.New("IAM database authentication is off"),
			Hint: "Set iam_database_authentication_enabled = true on the cluster, and give the database user the right to use it.",
		}
	}
	return client.AuthToken(ctx, c.Endpoint, c.Port, username)
}
