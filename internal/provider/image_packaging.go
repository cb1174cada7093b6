package provider

import (
	"context"
	"fmt"
	"runtime"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

// packaging says how the artifact becomes an image; everything in it must be known.
func (m imageModel) packaging() (build.Packaging, error) {
	labels, err := stringMap(m.Labels)
	if err != nil {
		return build.Packaging{}, fmt.Errorf("reading labels: %w", err)
	}
	annotations, err := stringMap(m.Annotations)
	if err != nil {
		return build.Packaging{}, fmt.Errorf("reading annotations: %w", err)
	}
	return build.Packaging{
		Platform: m.Platform.ValueString(), RuntimeImage: m.RuntimeImage.ValueString(),
		Labels: labels, Annotations: annotations, Contact: m.Contact.ValueString(),
	}, nil
}

// setDefaults decides in a plan what the configuration leaves open.
func (m *imageModel) setDefaults(config imageModel) {
	if config.Platform.IsNull() && m.Platform.IsUnknown() { // else the state's, wherever it was built
		m.Platform = types.StringValue("linux/" + runtime.GOARCH)
	}
	switch {
	case !config.KeepOnDestroy.IsNull():
	case m.Store.IsUnknown():
		m.KeepOnDestroy = types.BoolUnknown()
	default:
		m.KeepOnDestroy = types.BoolValue(keepsByDefault(m.Store.ValueString()))
	}
}

// keepsByDefault tells where an image stays when its resource goes: in a registry,
// others may have pulled it.
func keepsByDefault(store string) bool { return store == storeRegistry }

// platformValidator takes what the build takes.
type platformValidator struct{}

// Description implements [validator.String].
func (platformValidator) Description(context.Context) string {
	return "value must be linux/amd64, linux/arm64, or both with a comma between them"
}

// MarkdownDescription implements [validator.String].
func (v platformValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements [validator.String].
func (platformValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	_, err := image.ParsePlatforms(req.ConfigValue.ValueString())
	if err == nil && req.ConfigValue.ValueString() != "" {
		return
	}
	if err == nil {
		err = fmt.Errorf("it is empty; leave it out for this machine's processor")
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Platform cannot be built for", detail(err))
}
