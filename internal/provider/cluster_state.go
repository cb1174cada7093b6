package provider

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

const defaultIdentifierPrefix = "dbartifact-"

// name gives a new cluster its owner token and, where the configuration leaves
// it open, its identifier. Neither can be made at plan: a plan that Terraform
// makes twice would come out different.
func (m *clusterModel) name() {
	m.OwnerToken = types.StringValue(rand.Text())
	if !m.ClusterIdentifier.IsUnknown() && !m.ClusterIdentifier.IsNull() {
		return
	}
	prefix := defaultIdentifierPrefix
	if p := m.ClusterIdentifierPrefix.ValueString(); p != "" {
		prefix = strings.TrimSuffix(p, "-") + "-"
	}
	m.ClusterIdentifier = types.StringValue(prefix + strings.ToLower(rand.Text()[:generatedSuffix-1]))
}

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

// refreshTags parts the cluster's tags into the resource's own and those that
// the provider's default_tags explain; our marks are not the user's business.
func (m *clusterModel) refreshTags(ctx context.Context, actual, defaults map[string]string, diags *diag.Diagnostics) {
	all, own := map[string]string{}, map[string]string{}
	configured := m.Tags.Elements()
	for key, value := range actual {
		if isReserved(key) {
			continue
		}
		all[key] = value
		_, named := configured[key]
		if byDefault, ok := defaults[key]; named || !ok || byDefault != value {
			own[key] = value
		}
	}
	var d diag.Diagnostics
	m.TagsAll, d = types.MapValueFrom(ctx, types.StringType, all)
	diags.Append(d...)
	if len(own) > 0 || !m.Tags.IsNull() {
		m.Tags, d = types.MapValueFrom(ctx, types.StringType, own)
		diags.Append(d...)
	}
}
