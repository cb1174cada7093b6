package provider

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func lifetime(ttl, expiresAt string) lifetimeModel {
	return lifetimeModel{TTL: optional(ttl), ExpiresAt: optional(expiresAt)}
}

func TestLifetimeIsCountedAnewOnlyWhenItChanges(t *testing.T) {
	const then = "2026-11-29T12:00:00Z"
	known := func(m lifetimeModel) *lifetimeModel { return &m }
	tests := map[string]struct {
		config lifetimeModel
		prior  *lifetimeModel
		want   types.String
	}{
		"neither":                {lifetime("", ""), nil, types.StringNull()},
		"new, ttl":               {lifetime("7d", ""), nil, types.StringUnknown()},
		"new, time":              {lifetime("", then), nil, types.StringValue(then)},
		"same ttl":               {lifetime("7d", ""), known(lifetime("7d", then)), types.StringValue(then)},
		"other ttl":              {lifetime("8d", ""), known(lifetime("7d", then)), types.StringUnknown()},
		"ttl, tag taken away":    {lifetime("7d", ""), known(lifetime("7d", "")), types.StringUnknown()},
		"ttl after time":         {lifetime("7d", ""), known(lifetime("", then)), types.StringUnknown()},
		"time after ttl":         {lifetime("", then), known(lifetime("7d", "2026-11-23T12:00:00Z")), types.StringValue(then)},
		"taken away":             {lifetime("", ""), known(lifetime("7d", then)), types.StringNull()},
		"a time not known yet":   {lifetimeModel{ExpiresAt: types.StringUnknown()}, known(lifetime("", then)), types.StringUnknown()},
		"a ttl not known yet":    {lifetimeModel{TTL: types.StringUnknown()}, known(lifetime("7d", then)), types.StringUnknown()},
		"ttl after nothing said": {lifetime("7d", ""), known(lifetime("", "")), types.StringUnknown()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := test.config
			got.planLifetime(test.config, test.prior)
			if !got.ExpiresAt.Equal(test.want) {
				t.Errorf("got %s, want %s", got.ExpiresAt, test.want)
			}
		})
	}
}

func TestLifetimeKeepsItsSpellingUntilTheTagSaysAnotherTime(t *testing.T) {
	at := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	m := lifetime("", "2026-11-29T13:00:00+01:00")
	m.refreshLifetime(cluster.Marks{ExpiresAt: at})
	if got := m.ExpiresAt.ValueString(); got != "2026-11-29T13:00:00+01:00" {
		t.Errorf("the same time is now spelled %s", got)
	}
	m.refreshLifetime(cluster.Marks{ExpiresAt: at.Add(time.Hour)})
	if got := m.ExpiresAt.ValueString(); got != "2026-11-29T13:00:00Z" {
		t.Errorf("the extended time is %s", got)
	}
	m.refreshLifetime(cluster.Marks{})
	if !m.ExpiresAt.IsNull() {
		t.Errorf("without a tag it expires at %s", m.ExpiresAt)
	}
}

func TestExpiryIsWarnedOfWhenItIsNear(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		expiresAt        string
		isNew            bool
		errors, warnings int
	}{
		"never":           {"", false, 0, 0},
		"in a week":       {"2026-11-29T12:00:00Z", false, 0, 0},
		"in an hour":      {"2026-11-22T13:00:00Z", false, 0, 1},
		"over":            {"2026-11-22T11:00:00Z", false, 0, 1},
		"new, in an hour": {"2026-11-22T13:00:00Z", true, 0, 0},
		"new, over":       {"2026-11-22T12:00:00Z", true, 1, 0},
	} {
		diags := lifetime("", test.expiresAt).warnOfExpiry(test.isNew, now)
		if diags.ErrorsCount() != test.errors || diags.WarningsCount() != test.warnings {
			t.Errorf("%s: got %v", name, diags)
		}
	}
}
