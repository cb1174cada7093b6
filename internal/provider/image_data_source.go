package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

const summaryImageUnreadable = "Artifact image could not be read"

var _ datasource.DataSourceWithConfigure = (*imageDataSource)(nil)

func newImageDataSource() datasource.DataSource { return &imageDataSource{} }

// imageDataSource is dbartifact_image as a data source: what is inside a published
// artifact.
type imageDataSource struct{ session *session }

// imageDataModel is its configuration and what it finds.
type imageDataModel struct {
	Image          types.String      `tfsdk:"image"`
	ReadChangesets types.Bool        `tfsdk:"read_changesets"`
	Reference      types.String      `tfsdk:"reference"`
	Digest         types.String      `tfsdk:"digest"`
	ImageID        types.String      `tfsdk:"image_id"`
	ArtifactDigest types.String      `tfsdk:"artifact_digest"`
	Platforms      []string          `tfsdk:"platforms"`
	Labels         map[string]string `tfsdk:"labels"`
	Annotations    map[string]string `tfsdk:"annotations"`
	Contact        types.String      `tfsdk:"contact"`
	Spec           types.Object      `tfsdk:"spec"`
	Changesets     []changesetModel  `tfsdk:"changesets"`
}

// changesetModel is one changeset of a compiled schema.
type changesetModel struct {
	ID       types.String `tfsdk:"id"`
	Author   types.String `tfsdk:"author"`
	Path     types.String `tfsdk:"path"`
	Checksum types.String `tfsdk:"checksum"`
	Outcome  types.String `tfsdk:"outcome"`
}

func (d *imageDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_image"
}

func (d *imageDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = imageDataSchema()
}

// Configure takes the session over from the provider.
func (d *imageDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

// Read pulls the image's manifest and configuration; its layers stay where they are
// unless the changesets are asked for.
func (d *imageDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model imageDataModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if d.session.unknown {
		resp.Diagnostics.AddError(summaryImageUnreadable, "The provider block has values that only apply will know, so neither a Docker "+
			"Engine nor a registry can be asked yet. Apply what they depend on first, for example with -target.")
		return
	}
	if err := d.session.readImage(ctx, &model); err != nil {
		resp.Diagnostics.Append(errorDiagnostic(summaryImageUnreadable, err))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (s *session) readImage(ctx context.Context, m *imageDataModel) error {
	img, stored, err := s.places.Open(ctx, m.Image.ValueString())
	if err != nil {
		return err
	}
	opened, err := image.Open(img)
	if err != nil {
		return err
	}
	s.specs.put(stored.Reference, opened.Spec)
	if err := m.describe(opened, stored); err != nil {
		return err
	}
	m.Annotations = map[string]string{}
	if stored.Digest != "" { // else there is no manifest, only one to be computed
		if err := m.annotate(img); err != nil {
			return err
		}
	}
	if !m.ReadChangesets.ValueBool() {
		return nil
	}
	return m.listChangesets(opened)
}
