package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

var _ datasource.DataSourceWithConfigure = (*clustersDataSource)(nil)

func newClustersDataSource() datasource.DataSource { return &clustersDataSource{} }

// clustersDataSource is dbartifact_clusters: what was made from artifacts.
type clustersDataSource struct{ session *session }

// clustersModel is the data source.
type clustersModel struct {
	fleetModel
	Clusters []memberModel `tfsdk:"clusters"`
}

// memberModel is an element of `clusters`.
type memberModel struct {
	ClusterIdentifier types.String      `tfsdk:"cluster_identifier"`
	ARN               types.String      `tfsdk:"arn"`
	ClusterResourceID types.String      `tfsdk:"cluster_resource_id"`
	Status            types.String      `tfsdk:"status"`
	Phase             types.String      `tfsdk:"phase"`
	CreateMode        types.String      `tfsdk:"create_mode"`
	Engine            types.String      `tfsdk:"engine"`
	EngineVersion     types.String      `tfsdk:"engine_version"`
	Endpoint          types.String      `tfsdk:"endpoint"`
	SourceARN         types.String      `tfsdk:"source_arn"`
	ArtifactDigest    types.String      `tfsdk:"artifact_digest"`
	OwnerToken        types.String      `tfsdk:"owner_token"`
	CreatedAt         types.String      `tfsdk:"created_at"`
	ExpiresAt         types.String      `tfsdk:"expires_at"`
	Tags              map[string]string `tfsdk:"tags"`
}

func (d *clustersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_clusters"
}

func (d *clustersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	told := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The clusters of this account and Region that were made from artifacts, whoever made them: which there are, what they were " +
			"made from, and when they expire. A cluster that was restored from a snapshot of one is not among them.",
		Attributes: map[string]schema.Attribute{
			"cluster_identifier_prefix": schema.StringAttribute{Optional: true, MarkdownDescription: fleetPrefixProse},
			"source_db_cluster_id":      schema.StringAttribute{Optional: true, MarkdownDescription: fleetSourceProse},
			"tags":                      schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: fleetTagsProse},
			"clusters": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The clusters, sorted by identifier.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"cluster_identifier":  told("Identifier of the cluster."),
					"arn":                 told("ARN of the cluster."),
					"cluster_resource_id": told("Resource id of the cluster."),
					"status":              told("What RDS says of it, such as `available`."),
					"phase":               told("`finished`, or the phase in which its making stopped or is."),
					"create_mode":         told("How it came to be: `clone`, `create`, or `intermediate` for a clone that is masked on the way to another one."),
					"engine":              told("Database engine."),
					"engine_version":      told("Version of the engine."),
					"endpoint":            told("Host name of the writer."),
					"source_arn":          told("ARN of the cluster that its artifact was built from."),
					"artifact_digest":     told("Digest of the artifact that it was converged from last."),
					"owner_token":         told("Token of the resource, or of the run of the command line, that made or adopted it."),
					"created_at":          told("When it was made."),
					"expires_at":          told("When it may be reaped; null for never."),
					"tags": schema.MapAttribute{
						Computed: true, ElementType: types.StringType,
						MarkdownDescription: "Its tags, but for the provider's own and AWS's.",
					},
				}},
			},
		},
	}
}

// Configure takes the session over from the provider.
func (d *clustersDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (d *clustersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model clustersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	fleet, diags := model.fleet(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	converger, err := d.session.clusters(ctx)
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("AWS cannot be reached", err))
		return
	}
	members, err := converger.Fleet(ctx, fleet)
	if err != nil {
		resp.Diagnostics.Append(errorDiagnostic("Clusters could not be listed", err))
		return
	}
	model.Clusters = make([]memberModel, 0, len(members))
	for _, m := range members {
		model.Clusters = append(model.Clusters, memberOf(m))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func memberOf(m converge.Member) memberModel {
	shown := memberModel{
		ClusterIdentifier: optional(m.Identifier), ARN: optional(m.ARN), ClusterResourceID: optional(m.ResourceID),
		Status: optional(m.Status), Phase: optional(m.Marks.Phase), Engine: optional(m.Engine), EngineVersion: optional(m.EngineVersion),
		Endpoint: optional(m.Endpoint), CreateMode: optional(m.Marks.CreateMode),
		SourceARN: optional(m.Marks.Source), ArtifactDigest: optional(m.Marks.ArtifactDigest),
		OwnerToken: optional(m.Marks.Owner), Tags: map[string]string{},
	}
	if !m.CreatedAt.IsZero() {
		shown.CreatedAt = optional(spellTime(m.CreatedAt))
	}
	if !m.Marks.ExpiresAt.IsZero() {
		shown.ExpiresAt = optional(spellTime(m.Marks.ExpiresAt))
	}
	for key, value := range m.Tags {
		if !isReserved(key) {
			shown.Tags[key] = value
		}
	}
	return shown
}
