// Package provider speaks Terraform, and only Terraform: schemas, models, plan
// logic and diagnostics. What an artifact is, how an image is built and how a
// cluster comes to be is decided in the rooms it joins together.
package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var (
	_ provider.ProviderWithFunctions          = (*dbartifactProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*dbartifactProvider)(nil)
	_ provider.ProviderWithListResources      = (*dbartifactProvider)(nil)
	_ provider.ProviderWithActions            = (*dbartifactProvider)(nil)
)

// dbartifactProvider is the provider, one per provider block.
type dbartifactProvider struct {
	version string
	options options
}

// options are what only tests change.
type options struct {
	// executable is the program that goes into images; "" for the running one.
	executable string
	// pollInterval is the time between two looks at a cluster; 0 for the default.
	pollInterval time.Duration
}

// Option changes how the provider is made.
type Option func(*options)

// WithExecutable names the static Linux program that goes into the images, in
// place of the running executable. Tests use it: they run inside a test binary.
func WithExecutable(path string) Option {
	return func(o *options) { o.executable = path }
}

// WithPollInterval sets the time between two looks at what is waited for.
// Tests use it: the sandbox can be as fast as it is told to be.
func WithPollInterval(d time.Duration) Option {
	return func(o *options) { o.pollInterval = d }
}

// New returns a constructor of the provider, as providerserver.Serve wants it.
// Version is the release, "dev" for a build from source.
func New(version string, opts ...Option) func() provider.Provider {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	return func() provider.Provider {
		return &dbartifactProvider{version: version, options: o}
	}
}

func (p *dbartifactProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "dbartifact"
	resp.Version = p.version
}

func (p *dbartifactProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Builds *database artifacts* (container images that carry everything needed to re-create " +
			"an Aurora database) and converges them into clusters: copy-on-write clones with credentials of their own.",
		Attributes: providerAttributes(),
		Blocks:     providerBlocks(),
	}
}

func (p *dbartifactProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s, diags := newSession(ctx, config, p.version, p.options)
	resp.Diagnostics.Append(diags...)
	resp.ResourceData = s
	resp.DataSourceData = s
	resp.EphemeralResourceData = s
	resp.ListResourceData = s
	resp.ActionData = s
}

func (p *dbartifactProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{newImageResource, newClusterResource}
}

func (p *dbartifactProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{newParseINIFunction}
}

func (p *dbartifactProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{newCredentialsResource}
}

func (p *dbartifactProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newImageDataSource, newClustersDataSource}
}

func (p *dbartifactProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{newClusterList}
}

func (p *dbartifactProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{newReapAction}
}
