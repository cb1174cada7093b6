package provider

import (
	"context"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// isReserved says whether a tag is the provider's own or AWS's, and so none of
// the user's.
func isReserved(key string) bool { return cluster.IsMark(key) || strings.HasPrefix(key, "aws:") }

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
