package storetest

import (
	"math/rand"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// layerSize is more than a network's or a pipe's buffer.
const layerSize = 256 << 10

// Image returns an OCI image of two layers; the same seed gives the same image.
func Image(t *testing.T, seed int64) v1.Image {
	t.Helper()
	return ImageOf(t, seed, layerSize, 10)
}

// ImageOf returns an OCI image with a layer of each size, in bytes.
func ImageOf(tb testing.TB, seed int64, sizes ...int64) v1.Image {
	tb.Helper()
	img := mutate.MediaType(empty.Image, types.OCIManifestSchema1)
	img = mutate.ConfigMediaType(img, types.OCIConfigJSON)
	img, err := mutate.ConfigFile(img, &v1.ConfigFile{OS: "linux", Architecture: "amd64", RootFS: v1.RootFS{Type: "layers"}})
	if err != nil {
		tb.Fatal(err)
	}
	source := rand.NewSource(seed)
	for _, size := range sizes {
		layer, err := random.Layer(size, types.OCILayer, random.WithSource(source))
		if err != nil {
			tb.Fatal(err)
		}
		if img, err = mutate.Append(img, mutate.Addendum{Layer: layer, MediaType: types.OCILayer}); err != nil {
			tb.Fatal(err)
		}
	}
	return img
}

func imageID(t *testing.T, img v1.Image) string {
	t.Helper()
	id, err := img.ConfigName()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

func digest(t *testing.T, img v1.Image) string {
	t.Helper()
	d, err := img.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return d.String()
}
