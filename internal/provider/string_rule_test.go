package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestStringRulesRefuseWhatTheWorkWouldRefuse(t *testing.T) {
	for name, tc := range map[string]struct {
		rule   stringRule
		value  types.String
		refuse string // "" when it is taken
	}{
		"null":                     {aTime, types.StringNull(), ""},
		"unknown":                  {aTime, types.StringUnknown(), ""},
		"lifetime":                 {aLifetime, types.StringValue("1d12h"), ""},
		"weeks":                    {aLifetime, types.StringValue("2w"), "no lifetime"},
		"time":                     {aTime, types.StringValue("2026-12-24T18:00:00Z"), ""},
		"a day":                    {aTime, types.StringValue("2026-12-24"), "timeadd()"},
		"both platforms":           {aPlatform, types.StringValue("linux/amd64,linux/arm64"), ""},
		"no platform":              {aPlatform, types.StringValue(""), "leave it out"},
		"other platform":           {aPlatform, types.StringValue("windows/amd64"), "Artifacts run on"},
		"password":                 {aPassword, types.StringValue("some-Password1"), ""},
		"password of 42":           {aPassword, types.StringValue(strings.Repeat("x", 42)), ""}, // for PostgreSQL; AWS knows the engine
		"short password":           {aPassword, types.StringValue("Secret1"), "shorter than 8"},
		"password with a bad sign": {aPassword, types.StringValue("Secret@1234"), "does not take"},
	} {
		t.Run(name, func(t *testing.T) {
			var resp validator.StringResponse
			tc.rule.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("x"), ConfigValue: tc.value}, &resp)
			var said string
			for _, d := range resp.Diagnostics {
				said += d.Summary() + ": " + d.Detail()
			}
			if (said == "") != (tc.refuse == "") || !strings.Contains(said, tc.refuse) {
				t.Errorf("got %q, want %q in it", said, tc.refuse)
			}
			if strings.Contains(said, "Secret") {
				t.Errorf("it shows the password: %s", said)
			}
		})
	}
}
