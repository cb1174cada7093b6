package provider

import (
	"cmp"
	"fmt"
	"maps"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// describe fills in what the image's configuration tells.
func (m *imageDataModel) describe(opened *image.Artifact, stored imagestore.Stored) error {
	m.Reference = types.StringValue(stored.Reference)
	m.Digest = optional(stored.Digest)
	m.ImageID = types.StringValue(stored.ImageID)
	m.ArtifactDigest = types.StringValue(opened.Digest)
	m.Platforms = strings.Split(cmp.Or(stored.Platforms, opened.Platform), ",")
	m.Labels = opened.Labels
	m.Contact = optional(opened.Labels[artifact.LabelContact])
	spec, err := encodeValue(specType, opened.Spec)
	if err != nil {
		return fmt.Errorf("rendering the specification: %w", err)
	}
	object, ok := spec.(types.Object)
	if !ok {
		return fmt.Errorf("BUG: the specification became a %T", spec)
	}
	m.Spec = object
	return nil
}

// annotate fills in what the image's manifest tells.
func (m *imageDataModel) annotate(img v1.Image) error {
	manifest, err := img.Manifest()
	if err != nil {
		return fmt.Errorf("reading the image's manifest: %w", err)
	}
	maps.Copy(m.Annotations, manifest.Annotations)
	maps.DeleteFunc(m.Annotations, func(key, _ string) bool { return strings.HasPrefix(key, artifact.LabelPrefix) })
	return nil
}

// listChangesets pulls the artifact's layer for the compiled schema in it.
func (m *imageDataModel) listChangesets(opened *image.Artifact) error {
	m.Changesets = []changesetModel{}
	if opened.Spec.Compiled == nil {
		return nil
	}
	contents, err := opened.Contents()
	if err != nil {
		return err
	}
	compiled, err := artifact.DecodeCompiled(contents.Compiled)
	if err != nil {
		return err
	}
	for _, c := range compiled.Changesets {
		m.Changesets = append(m.Changesets, changesetModel{
			ID: types.StringValue(c.ID), Author: types.StringValue(c.Author), Path: types.StringValue(c.Path),
			Checksum: types.StringValue(c.Checksum), Outcome: types.StringValue(c.Outcome),
		})
	}
	return nil
}
