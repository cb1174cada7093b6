package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// stringRule is the validator of a rule that another room knows, so that a plan
// refuses what the work would refuse, in the same words.
type stringRule struct {
	must    string // what a value must be, for documentation
	summary string // of the diagnostic
	check   func(value string) error
}

var _ validator.String = stringRule{}

func (r stringRule) Description(context.Context) string { return "value must be " + r.must }

func (r stringRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (r stringRule) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := r.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, r.summary, detail(err))
	}
}
