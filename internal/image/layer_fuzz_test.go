package image_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"io"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

// anyLayer is an image's configuration with whatever layer.
type anyLayer struct {
	v1.Image
	layer []byte
}

func (a anyLayer) Layers() ([]v1.Layer, error) {
	return []v1.Layer{static.NewLayer(a.layer, types.OCIUncompressedLayer)}, nil
}

// FuzzContents reads layers that anybody may have made: what comes out is what the
// specification names, to the byte, or nothing does.
func FuzzContents(f *testing.F) {
	f.Add(fuzzSeed(f))
	f.Add([]byte("no tar file"))
	opened, err := spec().Canonical()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, layer []byte) {
		a, err := image.Open(anyLayer{labelled(t, empty.Image, string(opened), artifact.DigestOf(opened)), layer})
		if err != nil {
			t.Fatal(err)
		}
		got, err := a.Contents()
		if err != nil {
			return
		}
		for name, want := range contents() {
			if !bytes.Equal(got.Changelog[name], want) {
				t.Errorf("%s: got %q, want %q", name, got.Changelog[name], want)
			}
		}
	})
}

// FuzzExtractRuntime takes programs out of layers that anybody may have made.
func FuzzExtractRuntime(f *testing.F) {
	f.Add(layerOf(f, entry{tar.TypeReg, "dbartifact", "a program"}))
	f.Add(fuzzSeed(f))
	f.Fuzz(func(t *testing.T, layer []byte) {
		sum := sha256.New()
		if err := image.ExtractRuntime(anyLayer{empty.Image, layer}, sum); err == nil && !bytes.Contains(layer, []byte("dbartifact")) {
			t.Error("a program came out of a layer that has none")
		}
	})
}

// fuzzSeed is an honest artifact's layer, as it is unpacked.
func fuzzSeed(f *testing.F) []byte {
	f.Helper()
	all, err := build(f, input(f)).Layers()
	if err != nil {
		f.Fatal(err)
	}
	content, err := all[len(all)-1].Uncompressed()
	if err != nil {
		f.Fatal(err)
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	if err != nil {
		f.Fatal(err)
	}
	return text
}
