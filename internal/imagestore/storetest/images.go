package storetest

import (
	"math/rand"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
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
	return imageFor(tb, "amd64", seed, sizes...)
}

// Index returns an OCI index of two images, for linux/amd64 and linux/arm64.
func Index(tb testing.TB, seed int64) v1.ImageIndex {
	tb.Helper()
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for i, machine := range []string{"amd64", "arm64"} {
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add:        imageFor(tb, machine, seed+int64(i), layerSize, 10),
			Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: machine}},
		})
	}
	return index
}

// Referrer returns an artifact whose subject is img.
func Referrer(tb testing.TB, img v1.Image) v1.Image {
	tb.Helper()
	const artifactType = "application/vnd.example.note"
	subject, err := partial.Descriptor(img)
	if err != nil {
		tb.Fatal(err)
	}
	note := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), artifactType)
	note, err = mutate.Append(note, mutate.Addendum{
		Layer: static.NewLayer([]byte("a note"), artifactType), MediaType: artifactType,
	})
	if err != nil {
		tb.Fatal(err)
	}
	referrer, ok := mutate.Subject(note, *subject).(v1.Image)
	if !ok {
		tb.Fatal("a subject made something else of an image")
	}
	return referrer
}

func imageFor(tb testing.TB, machine string, seed int64, sizes ...int64) v1.Image {
	tb.Helper()
	img := mutate.MediaType(empty.Image, types.OCIManifestSchema1)
	img = mutate.ConfigMediaType(img, types.OCIConfigJSON)
	img, err := mutate.ConfigFile(img, &v1.ConfigFile{OS: "linux", Architecture: machine, RootFS: v1.RootFS{Type: "layers"}})
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

func digest(t *testing.T, img imagestore.Manifest) string {
	t.Helper()
	d, err := img.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return d.String()
}
