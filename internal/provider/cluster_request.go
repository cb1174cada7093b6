package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// request is the cluster that the model asks for.
func (m clusterModel) request(ctx context.Context, spec artifact.Spec, credentials cluster.Credentials, diags *diag.Diagnostics) converge.Request {
	r := converge.Request{
		Identifier:         m.ClusterIdentifier.ValueString(),
		Owner:              m.OwnerToken.ValueString(),
		Spec:               spec,
		ArtifactDigest:     m.ArtifactDigest.ValueString(),
		Mode:               m.mode(),
		MasterUsername:     m.MasterUsername.ValueString(),
		Target:             m.target(spec),
		Credentials:        credentials,
		PubliclyAccessible: m.PubliclyAccessible.ValueBool(),
		DeletionProtection: m.DeletionProtection.ValueBool(),
		HTTPEndpoint:       m.EnableHTTPEndpoint.ValueBool(),
		ExpiresAt:          m.until(),
		WaitForReaders:     m.WaitForReaders.ValueBool(),
		Access:             m.access(ctx, diags),
		Tags:               map[string]string{},
	}
	if whollyKnown(m.TagsAll) {
		diags.Append(m.TagsAll.ElementsAs(ctx, &r.Tags, false)...)
	}
	return r
}

// allTags joins the provider's default tags and the resource's own, which win.
func allTags(ctx context.Context, defaults map[string]string, own types.Map, diags *diag.Diagnostics) types.Map {
	if !whollyKnown(own) {
		return types.MapUnknown(types.StringType)
	}
	joined := maps.Clone(defaults)
	if joined == nil {
		joined = map[string]string{}
	}
	ownTags := map[string]string{}
	if !own.IsNull() {
		diags.Append(own.ElementsAs(ctx, &ownTags, false)...)
	}
	maps.Copy(joined, ownTags)
	value, d := types.MapValueFrom(ctx, types.StringType, joined)
	diags.Append(d...)
	return value
}

// apply fills in what the control plane says of the cluster. What the model
// already knows keeps its spelling when it means the same.
func (m *clusterModel) apply(ctx context.Context, c cluster.Cluster, instances []cluster.Instance, diags *diag.Diagnostics) {
	m.ClusterIdentifier = types.StringValue(c.Identifier)
	m.ARN = types.StringValue(c.ARN)
	m.ClusterResourceID = types.StringValue(c.ResourceID)
	m.Endpoint = optional(c.Endpoint)
	m.ReaderEndpoint = optional(c.ReaderEndpoint)
	m.Engine = types.StringValue(c.Engine)
	m.EngineVersion = types.StringValue(c.EngineVersion)
	m.MasterUsername = optional(c.MasterUsername)
	m.CloneGroupID = optional(c.CloneGroupID)
	m.DBSubnetGroupName = optional(c.DBSubnetGroupName)
	m.MasterUserSecretARN = types.StringNull()
	if c.MasterSecret != nil {
		m.MasterUserSecretARN = types.StringValue(c.MasterSecret.ARN)
	}
	if m.DatabaseName.IsNull() || m.DatabaseName.IsUnknown() {
		m.DatabaseName = optional(c.DatabaseName)
	}
	m.DeletionProtection = types.BoolValue(c.DeletionProtection)
	m.EnableHTTPEndpoint = types.BoolValue(c.HTTPEndpointEnabled)
	m.observe(c, instances)
	m.applyInstances(ctx, instances, diags)
}

func (m *clusterModel) applyInstances(ctx context.Context, instances []cluster.Instance, diags *diag.Diagnostics) {
	values := make([]instanceModel, 0, len(instances))
	for _, i := range writerFirst(instances) {
		if len(values) == 0 || i.PubliclyAccessible != m.PubliclyAccessible.ValueBool() {
			m.PubliclyAccessible = types.BoolValue(i.PubliclyAccessible)
		}
		values = append(values, instanceModel{
			Identifier: i.Identifier, InstanceClass: i.Class, AvailabilityZone: optional(i.AvailabilityZone),
			Endpoint: optional(i.Endpoint), Writer: i.Writer,
		})
	}
	list, d := types.ListValueFrom(ctx, instanceType, values)
	diags.Append(d...)
	m.Instances = list
}

// instanceModel is an element of `instances`.
type instanceModel struct {
	Identifier       string       `tfsdk:"identifier"`
	InstanceClass    string       `tfsdk:"instance_class"`
	AvailabilityZone types.String `tfsdk:"availability_zone"`
	Endpoint         types.String `tfsdk:"endpoint"`
	Writer           bool         `tfsdk:"writer"`
}

func optional(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
