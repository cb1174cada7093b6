// Package image turns an artifact into an OCI image in memory, and an image
// back into an artifact. The same input gives the same bytes, whenever and
// wherever it is built, so that a plan can show the digest that the apply then
// publishes. It neither reads the network nor writes to a disk.
package image

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// user is nobody in particular: the image has no /etc/passwd. The number is the
// one that distroless images call "nonroot".
const user = "65532:65532"

// Input is everything an image is made of.
type Input struct {
	Spec artifact.Spec
	// Files are exactly those that Spec names: see [ChangelogFiles].
	Files    []Content
	Runtime  *Runtime
	Platform v1.Platform
	// Labels are the user's own; [artifact.LabelPrefix] is reserved.
	Labels map[string]string
}

// Build assembles the image: one layer with the runtime, which only another
// release changes, and one with the artifact. Nothing is read of the runtime
// until a digest is asked for.
func Build(in Input) (v1.Image, error) {
	if in.Runtime == nil {
		return nil, errors.New("building the image: no runtime is given")
	}
	if !in.Runtime.platform.Equals(in.Platform) {
		return nil, fmt.Errorf("building the image for %s: the runtime is for %s", in.Platform, in.Runtime.platform)
	}
	if err := in.Spec.Validate(); err != nil {
		return nil, fmt.Errorf("building the image: %w", err)
	}
	if err := checkFiles(in.Spec, in.Files); err != nil {
		return nil, fmt.Errorf("building the image: %w", err)
	}
	text, err := in.Spec.Canonical()
	if err != nil {
		return nil, fmt.Errorf("building the image: %w", err)
	}
	labels, err := labelsOf(in.Spec.Version, text, in.Labels)
	if err != nil {
		return nil, fmt.Errorf("building the image: %w", err)
	}
	img, err := assemble(in.Runtime.layer, artifactLayer(text, in.Files), configFile(in.Platform, labels))
	if err != nil {
		return nil, fmt.Errorf("building the image: %w", err)
	}
	return img, nil
}

// assemble puts the layers and the configuration together as OCI's media types,
// which Docker Engine 20.10 loads as well as its own.
func assemble(runtime, content v1.Layer, config *v1.ConfigFile) (v1.Image, error) {
	img := mutate.MediaType(empty.Image, types.OCIManifestSchema1)
	img = mutate.ConfigMediaType(img, types.OCIConfigJSON)
	img, err := mutate.ConfigFile(img, config)
	if err != nil {
		return nil, err
	}
	img, err = mutate.Append(img,
		mutate.Addendum{Layer: runtime, MediaType: types.OCILayer, History: v1.History{CreatedBy: "dbartifact: runtime"}},
		mutate.Addendum{Layer: content, MediaType: types.OCILayer, History: v1.History{CreatedBy: "dbartifact: artifact"}},
	)
	if err != nil {
		return nil, err
	}
	annotated, ok := mutate.Annotations(img, map[string]string{
		artifact.LabelDigest: config.Config.Labels[artifact.LabelDigest],
	}).(v1.Image)
	if !ok {
		return nil, errors.New("annotating the manifest: the result is no image")
	}
	return annotated, nil
}

// configFile says how a container of the image runs. Created stays the zero
// time: an image holds no wall-clock time.
func configFile(p v1.Platform, labels map[string]string) *v1.ConfigFile {
	return &v1.ConfigFile{
		OS: p.OS, Architecture: p.Architecture,
		RootFS: v1.RootFS{Type: "layers"},
		Config: v1.Config{
			User:       user,
			WorkingDir: "/",
			Entrypoint: []string{"/" + runtimePath, "converge"},
			Labels:     labels,
		},
	}
}

// labelsOf adds our labels to the user's.
func labelsOf(version int, spec []byte, labels map[string]string) (map[string]string, error) {
	for key := range labels {
		if strings.HasPrefix(key, artifact.LabelPrefix) || key == "" {
			return nil, fmt.Errorf("label %q: expected a name that does not begin with %s", key, artifact.LabelPrefix)
		}
	}
	all := maps.Clone(labels)
	if all == nil {
		all = make(map[string]string)
	}
	all[artifact.LabelSpec] = string(spec)
	all[artifact.LabelDigest] = artifact.DigestOf(spec)
	all[artifact.LabelVersion] = strconv.Itoa(version)
	return all, nil
}
