package image_test

import (
	"slices"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

func TestSeveralPlatformsGiveOneIndexInWhateverOrder(t *testing.T) {
	in := input(t, "linux/amd64", "linux/arm64")
	in.Contact = "#orders-dba"
	built := buildAll(t, in)
	index, ok := built.Manifest.(v1.ImageIndex)
	if !ok {
		t.Fatalf("two runtimes gave a %T", built.Manifest)
	}
	if err := validate.Index(index); err != nil {
		t.Fatal(err)
	}
	image.ForgetRuntimes()
	again := input(t, "linux/amd64", "linux/arm64")
	again.Contact = in.Contact
	slices.Reverse(again.Runtimes)
	if a, b := digest(t, index), digest(t, buildAll(t, again).Manifest); a != b {
		t.Errorf("got %s, in another order %s", a, b)
	}
	list, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	if list.MediaType != types.OCIImageIndex || list.Annotations["org.opencontainers.image.authors"] != in.Contact {
		t.Errorf("the index is %s with %v", list.MediaType, list.Annotations)
	}
	for i, want := range []string{"linux/amd64", "linux/arm64"} {
		img, err := index.Image(list.Manifests[i].Digest)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := image.Open(img)
		if err != nil {
			t.Fatal(err)
		}
		if got := list.Manifests[i].Platform.String(); got != want || opened.Platform != want {
			t.Errorf("image %d is listed for %s and made for %s, want %s", i, got, opened.Platform, want)
		}
	}
}

// TestAnImageIsTheSameAloneAndInAnIndex lets a store that keeps no index keep the
// same image.
func TestAnImageIsTheSameAloneAndInAnIndex(t *testing.T) {
	in := input(t, "linux/amd64", "linux/arm64")
	index, ok := buildAll(t, in).Manifest.(v1.ImageIndex)
	if !ok {
		t.Fatal("two runtimes gave no index")
	}
	list, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	in.Runtimes = in.Runtimes[:1]
	if alone := digest(t, build(t, in)); alone != list.Manifests[0].Digest.String() {
		t.Errorf("alone it is %s, in the index %s", alone, list.Manifests[0].Digest)
	}
}

func TestParsePlatforms(t *testing.T) {
	for text, want := range map[string][]string{
		"linux/amd64":               {"linux/amd64"},
		"linux/arm64,linux/amd64":   {"linux/amd64", "linux/arm64"},
		"linux/amd64, linux/arm64":  {"linux/amd64", "linux/arm64"},
		"linux/amd64,":              nil,
		",":                         nil,
		"linux/amd64,linux/amd64":   nil,
		"linux/amd64,windows/amd64": nil,
	} {
		platforms, err := image.ParsePlatforms(text)
		var got []string
		for _, p := range platforms {
			got = append(got, p.String())
		}
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("%q: got %v, %v, want %v", text, got, err, want)
		}
	}
}
