package image

import (
	"errors"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// user is nobody in particular: the image has no /etc/passwd. The number is the
// one that distroless images call "nonroot".
const user = "65532:65532"

// assemble puts the layers and the configuration together as OCI's media types,
// which Docker Engine 20.10 loads as well as its own.
func assemble(runtime *Runtime, content v1.Layer, words words) (v1.Image, error) {
	img := mutate.MediaType(empty.Image, types.OCIManifestSchema1)
	img = mutate.ConfigMediaType(img, types.OCIConfigJSON)
	img, err := mutate.ConfigFile(img, configFile(runtime.platform, words))
	if err != nil {
		return nil, err
	}
	img, err = mutate.Append(img,
		mutate.Addendum{Layer: runtime.layer, MediaType: types.OCILayer, History: v1.History{CreatedBy: "dbartifact: runtime"}},
		mutate.Addendum{Layer: content, MediaType: types.OCILayer, History: v1.History{CreatedBy: "dbartifact: artifact"}},
	)
	if err != nil {
		return nil, err
	}
	annotated, ok := mutate.Annotations(img, words.annotations).(v1.Image)
	if !ok {
		return nil, errors.New("annotating the manifest: the result is no image")
	}
	return annotated, nil
}

// assembleIndex lists the images, which are sorted by platform.
func assembleIndex(images []platformImage, annotations map[string]string) (v1.ImageIndex, error) {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, img := range images {
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add:        img.Image,
			Descriptor: v1.Descriptor{Platform: &img.runtime.platform},
		})
	}
	annotated, ok := mutate.Annotations(index, annotations).(v1.ImageIndex)
	if !ok {
		return nil, errors.New("annotating the index: the result is no index")
	}
	return annotated, nil
}

// configFile says how a container of the image runs. Unless a time is given,
// Created stays the zero time: an image holds no wall-clock time.
func configFile(p v1.Platform, words words) *v1.ConfigFile {
	return &v1.ConfigFile{
		OS: p.OS, Architecture: p.Architecture,
		Created: v1.Time{Time: words.created},
		RootFS:  v1.RootFS{Type: "layers"},
		Config: v1.Config{
			User:       user,
			WorkingDir: "/",
			Entrypoint: []string{"/" + runtimePath, "converge"},
			Labels:     words.labels,
		},
	}
}
