package image

import (
	"bytes"
	"encoding/json"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// SBOMType is the artifact type of a bill of materials that is attached to an
// image, and the media type of its text.
const SBOMType = "application/vnd.cyclonedx+json"

// sbomName is what a client that pulls the bill of materials calls its file.
const sbomName = "sbom.cdx.json"

// Referrers are what belongs to the image without being in it: for each platform
// the runtime's bill of materials, as an artifact whose subject is that platform's
// manifest (OCI image specification 1.1, "Guidelines for Artifact Usage").
func (b *Built) Referrers() ([]v1.Image, error) {
	referrers := make([]v1.Image, 0, len(b.images))
	for _, img := range b.images {
		text, err := img.runtime.sbom()
		if err != nil {
			return nil, err
		}
		referrer, err := attach(img.Image, SBOMType, sbomName, text)
		if err != nil {
			return nil, fmt.Errorf("attaching the bill of materials: %w", err)
		}
		referrers = append(referrers, referrer)
	}
	return referrers, nil
}

// attachment is an OCI artifact of one blob.
type attachment struct {
	manifest []byte
	blob     v1.Layer
}

// attach makes an artifact whose subject is img.
func attach(img v1.Image, artifactType, fileName string, text []byte) (v1.Image, error) {
	digest, err := img.Digest()
	if err != nil {
		return nil, err
	}
	size, err := img.Size()
	if err != nil {
		return nil, err
	}
	mediaType, err := img.MediaType()
	if err != nil {
		return nil, err
	}
	config, configSize, err := v1.SHA256(bytes.NewReader(ocispec.DescriptorEmptyJSON.Data))
	if err != nil {
		return nil, err
	}
	blob, blobSize, err := v1.SHA256(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	manifest, err := json.Marshal(v1.Manifest{
		SchemaVersion: 2, MediaType: types.OCIManifestSchema1, ArtifactType: artifactType,
		Config: v1.Descriptor{MediaType: ocispec.MediaTypeEmptyJSON, Digest: config, Size: configSize},
		Layers: []v1.Descriptor{{
			MediaType: types.MediaType(artifactType), Digest: blob, Size: blobSize,
			Annotations: map[string]string{ocispec.AnnotationTitle: fileName},
		}},
		Subject: &v1.Descriptor{MediaType: mediaType, Digest: digest, Size: size},
	})
	if err != nil {
		return nil, err
	}
	return partial.CompressedToImage(&attachment{manifest, static.NewLayer(text, types.MediaType(artifactType))})
}

var _ partial.CompressedImageCore = (*attachment)(nil)

// RawManifest implements [partial.CompressedImageCore].
func (a *attachment) RawManifest() ([]byte, error) { return a.manifest, nil }

// RawConfigFile implements [partial.CompressedImageCore]: an artifact has an empty
// configuration.
func (a *attachment) RawConfigFile() ([]byte, error) { return ocispec.DescriptorEmptyJSON.Data, nil }

// MediaType implements [partial.CompressedImageCore].
func (a *attachment) MediaType() (types.MediaType, error) { return types.OCIManifestSchema1, nil }

// LayerByDigest implements [partial.CompressedImageCore].
func (a *attachment) LayerByDigest(h v1.Hash) (partial.CompressedLayer, error) {
	digest, err := a.blob.Digest()
	if err != nil {
		return nil, err
	}
	if h != digest {
		return nil, fmt.Errorf("the artifact has no blob %s", h)
	}
	return a.blob, nil
}
