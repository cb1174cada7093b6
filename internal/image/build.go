// Package image turns an artifact into an OCI image in memory, and an image
// back into an artifact. The same input gives the same bytes, whenever and
// wherever it is built, so that a plan can show the digest that the apply then
// publishes. It does not touch the network, and writes nothing to a disk but
// what the caller's cache folder is to remember.
package image

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// Input is everything an image is made of.
type Input struct {
	Spec artifact.Spec
	// Files are exactly those that Spec names: see [Contents.Files].
	Files []Content
	// Runtimes are the programs that go in, one for each platform. One makes an
	// image, several make an index of images.
	Runtimes []*Runtime
	// Labels are the user's own; [artifact.LabelPrefix] is reserved.
	Labels map[string]string
	// Annotations go onto the manifests, and as labels onto the images, since a
	// Docker Engine's classic image store keeps no manifest. The names are those
	// of OCI's image specification, or the user's own.
	Annotations map[string]string
	// Contact is whom the artifact's users turn to; see [artifact.LabelContact].
	Contact string
}

// Manifest is what a store is given to keep under a name: a [v1.Image], or a
// [v1.ImageIndex] with an image for each platform.
type Manifest interface {
	MediaType() (types.MediaType, error)
	Digest() (v1.Hash, error)
	Size() (int64, error)
	RawManifest() ([]byte, error)
}

// Built is an artifact in memory, ready for a store.
type Built struct {
	Manifest Manifest
	images   []platformImage
}

// platformImage is the image for one platform.
type platformImage struct {
	v1.Image
	runtime *Runtime
}

// Build assembles the image: one layer with the runtime, which only another
// release changes, and one with the artifact. Nothing is read of the runtime
// until a digest is asked for.
func Build(in Input) (*Built, error) {
	built, err := build(in)
	if err != nil {
		return nil, fmt.Errorf("building the image: %w", err)
	}
	return built, nil
}

func build(in Input) (*Built, error) {
	runtimes, err := sortRuntimes(in.Runtimes)
	if err != nil {
		return nil, err
	}
	if err := in.Spec.Validate(); err != nil {
		return nil, err
	}
	if err := checkFiles(in.Spec, in.Files); err != nil {
		return nil, err
	}
	text, err := in.Spec.Canonical()
	if err != nil {
		return nil, err
	}
	words, err := describe(in, text)
	if err != nil {
		return nil, err
	}
	content := artifactLayer(text, in.Contact, in.Files)
	built := &Built{}
	for _, runtime := range runtimes {
		img, err := assemble(runtime, content, words)
		if err != nil {
			return nil, err
		}
		built.images = append(built.images, platformImage{img, runtime})
	}
	if len(built.images) == 1 {
		built.Manifest = built.images[0].Image
		return built, nil
	}
	built.Manifest, err = assembleIndex(built.images, words.annotations)
	return built, err
}

// sortRuntimes gives one order to the platforms, whatever the order in which
// they were asked for.
func sortRuntimes(runtimes []*Runtime) ([]*Runtime, error) {
	if len(runtimes) == 0 {
		return nil, errors.New("no runtime is given")
	}
	runtimes = slices.Clone(runtimes)
	slices.SortFunc(runtimes, func(a, b *Runtime) int {
		return strings.Compare(a.platform.String(), b.platform.String())
	})
	for i, runtime := range runtimes[1:] {
		if runtime.platform.Equals(runtimes[i].platform) {
			return nil, fmt.Errorf("two runtimes for %s are given", runtime.platform)
		}
	}
	return runtimes, nil
}
