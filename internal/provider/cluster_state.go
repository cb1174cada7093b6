package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// finish fills in everything that a new cluster made known, as far as the work
// came: what is still open after a failure becomes null.
func (m *clusterModel) finish(ctx context.Context, outcome converge.Outcome, diags *diag.Diagnostics) {
	planned := *m
	m.apply(ctx, outcome.Cluster, outcome.Instances, diags)
	m.keepPlanned(planned)
	m.applyChangesets(outcome, types.ListNull(types.StringType))
	phases := make([]phaseModel, 0, len(outcome.Phases))
	for _, p := range outcome.Phases {
		phases = append(phases, phaseModel{Name: p.Name, Seconds: p.Seconds})
	}
	value, d := types.ListValueFrom(ctx, phaseType, phases)
	diags.Append(d...)
	m.Phases = value
}

// keepPlanned restores what the plan knew: what comes back in another spelling
// would taint a finished cluster, and the next refresh compares by meaning.
func (m *clusterModel) keepPlanned(planned clusterModel) {
	keepString := func(now *types.String, planned types.String) {
		if !planned.IsUnknown() {
			*now = planned
		} else if now.IsUnknown() {
			*now = types.StringNull()
		}
	}
	keepString(&m.DatabaseName, planned.DatabaseName)
	keepString(&m.MasterUsername, planned.MasterUsername)
	keepString(&m.MasterUserSecretARN, planned.MasterUserSecretARN)
	keepString(&m.Engine, planned.Engine)
	m.DeletionProtection, m.PubliclyAccessible, m.EnableHTTPEndpoint = planned.DeletionProtection, planned.PubliclyAccessible, planned.EnableHTTPEndpoint
	settings := planned.values()
	m.each(func(name string, now attr.Value) attr.Value {
		if whollyKnown(settings[name]) {
			return settings[name]
		}
		return now
	})
}

// phaseModel is an element of `phases`.
type phaseModel struct {
	Name    string  `tfsdk:"name"`
	Seconds float64 `tfsdk:"seconds"`
}

// refresh fills in what is there now, so that a plan shows what has drifted.
func (m *clusterModel) refresh(ctx context.Context, found converge.Found, defaults map[string]string, diags *diag.Diagnostics) {
	m.apply(ctx, found.Cluster, found.Instances, diags)
	if !m.access(ctx, diags).Same(found.Access) {
		m.VPCSecurityGroupIDs = refreshedSet(ctx, m.VPCSecurityGroupIDs, found.Access.SecurityGroupIDs, diags)
		m.AllowedCIDRBlocks = refreshedSet(ctx, m.AllowedCIDRBlocks, found.Access.AllowedCIDRs, diags)
		m.AllowedSecurityGroupIDs = refreshedSet(ctx, m.AllowedSecurityGroupIDs, found.Access.AllowedSecurityGroupIDs, diags)
	}
	m.refreshLifetime(found.Marks)
	m.refreshTags(ctx, found.Cluster.Tags, defaults, diags)
}

func refreshedSet(ctx context.Context, known types.Set, actual []string, diags *diag.Diagnostics) types.Set {
	if len(actual) == 0 && known.IsNull() {
		return known
	}
	set, d := types.SetValueFrom(ctx, types.StringType, actual)
	diags.Append(d...)
	return set
}

// apply fills in what the control plane says of the cluster, but for the
// identifier: while a cluster is masked in two steps, there is only a clone of
// another name. What the model already knows keeps its spelling when it means
// the same.
func (m *clusterModel) apply(ctx context.Context, c cluster.Cluster, instances []cluster.Instance, diags *diag.Diagnostics) {
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
