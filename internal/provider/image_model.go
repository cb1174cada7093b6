package provider

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// imageModel is dbartifact_image in configuration, plan and state.
type imageModel struct {
	Name           types.String   `tfsdk:"name"`
	Store          types.String   `tfsdk:"store"`
	ArchivePath    types.String   `tfsdk:"archive_path"`
	Platform       types.String   `tfsdk:"platform"`
	RuntimeImage   types.String   `tfsdk:"runtime_image"`
	Labels         types.Map      `tfsdk:"labels"`
	Annotations    types.Map      `tfsdk:"annotations"`
	Contact        types.String   `tfsdk:"contact"`
	SBOM           types.Bool     `tfsdk:"sbom"`
	Triggers       types.Map      `tfsdk:"triggers"`
	KeepOnDestroy  types.Bool     `tfsdk:"keep_on_destroy"`
	SourceDB       types.Object   `tfsdk:"source_db"`
	TargetDB       types.Object   `tfsdk:"target_db"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`
	Reference      types.String   `tfsdk:"reference"`
	Digest         types.String   `tfsdk:"digest"`
	ImageID        types.String   `tfsdk:"image_id"`
	ArtifactDigest types.String   `tfsdk:"artifact_digest"`
	InputsDigest   types.String   `tfsdk:"inputs_digest"`
	Spec           types.Object   `tfsdk:"spec"`
}

// inputsKnown reports whether everything that goes into the image is known.
func (m imageModel) inputsKnown() bool {
	return allKnown(slices.Values([]attr.Value{
		m.Name, m.Store, m.ArchivePath, m.Platform, m.RuntimeImage, m.Labels, m.Annotations, m.Contact, m.Triggers,
		m.SourceDB, m.TargetDB,
	}))
}

// config is the artifact's configuration; all inputs must be known.
func (m imageModel) config() (artifact.Config, error) {
	var c artifact.Config
	if err := decodeValue(m.SourceDB, &c.SourceDB); err != nil {
		return c, fmt.Errorf("reading source_db: %w", err)
	}
	if err := decodeValue(m.TargetDB, &c.TargetDB); err != nil {
		return c, fmt.Errorf("reading target_db: %w", err)
	}
	return c, nil
}

// stringMap is a known map attribute as Go's.
func stringMap(m types.Map) (map[string]string, error) {
	out := map[string]string{}
	if m.IsNull() {
		return out, nil
	}
	err := decodeValue(m, &out)
	return out, err
}

// frozenSpec is the specification in plan or state; false when there is none.
func (m imageModel) frozenSpec() (artifact.Spec, bool, error) {
	var spec artifact.Spec
	if m.Spec.IsNull() || m.Spec.IsUnknown() {
		return spec, false, nil
	}
	err := decodeValue(m.Spec, &spec)
	return spec, err == nil, err
}

// samePublication reports whether both models ask for the same image in the
// same place, given the same specification.
func (m imageModel) samePublication(other imageModel) bool {
	return m.samePlace(other) && m.Platform.Equal(other.Platform) && m.RuntimeImage.Equal(other.RuntimeImage) &&
		m.Labels.Equal(other.Labels) && m.Annotations.Equal(other.Annotations) && m.Contact.Equal(other.Contact)
}

func (m imageModel) samePlace(other imageModel) bool {
	return m.Name.Equal(other.Name) && m.Store.Equal(other.Store) && m.ArchivePath.Equal(other.ArchivePath)
}

// setBuilt fills in what the build made known.
func (m *imageModel) setBuilt(b built) error {
	spec, err := encodeValue(specType, b.spec)
	if err != nil {
		return fmt.Errorf("rendering the specification: %w", err)
	}
	object, ok := spec.(types.Object)
	if !ok {
		return fmt.Errorf("BUG: the specification became a %T", spec)
	}
	m.Spec = object
	m.InputsDigest = types.StringValue(b.inputsDigest)
	m.ArtifactDigest = types.StringValue(b.artifactDigest)
	m.Digest = optional(b.digest) // an Engine may keep none for what is imported
	m.Reference = types.StringValue(b.stored.Reference)
	m.ImageID = types.StringValue(b.stored.ImageID)
	return nil
}

// keepBuilt takes the prior build over as it stands.
func (m *imageModel) keepBuilt(prior imageModel) {
	m.Spec, m.InputsDigest, m.ArtifactDigest = prior.Spec, prior.InputsDigest, prior.ArtifactDigest
	m.Reference, m.Digest, m.ImageID = prior.Reference, prior.Digest, prior.ImageID
}

// setUnknown leaves the build to apply.
func (m *imageModel) setUnknown() {
	m.Spec = types.ObjectUnknown(specType.AttrTypes)
	m.InputsDigest, m.ArtifactDigest = types.StringUnknown(), types.StringUnknown()
	m.Reference, m.Digest, m.ImageID = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
}
