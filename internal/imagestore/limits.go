package imagestore

import (
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Bounds of what is read from a place that somebody else may have filled, in
// bytes. The configuration holds an artifact's whole specification as a label.
const (
	maxManifestSize = 4 << 20 // OCI distribution specification, "Pushing Manifests"
	maxConfigSize   = 8 << 20
	maxLayerSize    = 1 << 30 // as it is stored; whoever unpacks it has bounds of their own
)

// Bounds of what a manifest may list.
const (
	maxLayers    = 128 // Docker's own limit is 127
	maxManifests = 64
)

// checkManifest refuses what no image needs and what would send its reader
// somewhere else. The sizes and digests in it are held against the content when
// that is read.
func checkManifest(m *v1.Manifest) error {
	if len(m.Layers) > maxLayers {
		return fmt.Errorf("it lists %d layers, at most %d are read", len(m.Layers), maxLayers)
	}
	if m.Config.Size > maxConfigSize {
		return fmt.Errorf("its configuration has %d bytes, at most %d are read", m.Config.Size, maxConfigSize)
	}
	for _, d := range m.Layers {
		if d.Size > maxLayerSize {
			return fmt.Errorf("its layer %s has %d bytes, at most %d are read", d.Digest, d.Size, maxLayerSize)
		}
	}
	return checkDescriptors(append([]v1.Descriptor{m.Config}, m.Layers...))
}

func checkIndex(index *v1.IndexManifest) error {
	if len(index.Manifests) > maxManifests {
		return fmt.Errorf("it lists %d manifests, at most %d are read", len(index.Manifests), maxManifests)
	}
	return checkDescriptors(index.Manifests)
}

// checkDescriptors refuses content from elsewhere: a layer's URLs would be asked
// from this host, which may reach more than the image's author.
func checkDescriptors(all []v1.Descriptor) error {
	for _, d := range all {
		if d.Size < 0 || d.Digest.Algorithm != "sha256" {
			return fmt.Errorf("it lists content of %d bytes with the digest %q, expected SHA-256", d.Size, d.Digest)
		}
		if len(d.URLs) > 0 {
			return fmt.Errorf("its content %s is to be fetched from %q, expected it to be in the image", d.Digest, d.URLs[0])
		}
	}
	return nil
}
