package provider

import (
	"errors"
	"fmt"
	"runtime"

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

// aPlatform is what a build takes.
var aPlatform = stringRule{
	must: "linux/amd64, linux/arm64, or both with a comma between them", summary: "Platform cannot be built for",
	check: func(value string) error {
		if value == "" {
			return errors.New("it is empty: leave it out for this machine's processor")
		}
		_, err := image.ParsePlatforms(value)
		return err
	},
}
