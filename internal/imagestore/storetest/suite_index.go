package storetest

import (
	"errors"
	"runtime"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

func testIndex(t *testing.T, at Place) {
	t.Helper()
	index := Index(t, 11)
	predicted, err := at.Store.Predict(at.Name, index)
	if err != nil {
		t.Fatal(err)
	}
	stored := put(t, at, index)
	if stored != predicted {
		t.Errorf("predicted %+v, put %+v", predicted, stored)
	}
	if want := digest(t, index); stored.Digest != "" && stored.Digest != want {
		t.Errorf("got the digest %s, want the index's %s, or none", stored.Digest, want)
	}
	mine := inIndex(t, index, runtime.GOARCH)
	if want := imageID(t, mine); stored.ImageID != want {
		t.Errorf("got the image id %s, want that of this machine's image %s", stored.ImageID, want)
	}
	for _, reference := range []string{at.Name, stored.Reference} {
		img, found, err := at.Store.Open(t.Context(), reference)
		if err != nil || found != stored {
			t.Fatalf("Open(%q): got %+v, %v, want %+v", reference, found, err, stored)
		}
		sameImage(t, mine, img)
	}
	for _, machine := range []string{"amd64", "arm64", "s390x"} {
		img, _, err := at.Store.OpenFor(t.Context(), stored.Reference, v1.Platform{OS: "linux", Architecture: machine})
		switch kept := machine == runtime.GOARCH || stored.Platforms == "linux/amd64,linux/arm64" && machine != "s390x"; {
		case kept && err == nil:
			sameImage(t, inIndex(t, index, machine), img)
		case kept || !errors.Is(err, imagestore.ErrNotFound):
			t.Errorf("OpenFor(%s) of %+v: got %v", machine, stored, err)
		}
	}
}

func testIndexReplacesImage(t *testing.T, at Place) {
	t.Helper()
	index := Index(t, 13)
	first := put(t, at, inIndex(t, index, runtime.GOARCH))
	stored := put(t, at, index)
	if stored.ImageID != first.ImageID {
		t.Errorf("the same image has the ids %s and %s", first.ImageID, stored.ImageID)
	}
	if found, err := at.Store.Find(t.Context(), at.Name); err != nil || found != stored {
		t.Errorf("got %+v, %v, want %+v", found, err, stored)
	}
}

func testReferrers(t *testing.T, at Place) {
	t.Helper()
	img := Image(t, 15)
	without := put(t, at, img)
	for range 2 {
		if with := put(t, at, img, Referrer(t, img)); with != without {
			t.Errorf("got %+v with a referrer, %+v without", with, without)
		}
	}
	if found, err := at.Store.Find(t.Context(), without.Reference); err != nil || found != without {
		t.Errorf("got %+v, %v, want %+v", found, err, without)
	}
}

// inIndex is the index's image for a machine.
func inIndex(t *testing.T, index v1.ImageIndex, machine string) v1.Image {
	t.Helper()
	list, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list.Manifests {
		if d.Platform.Architecture == machine {
			img, err := index.Image(d.Digest)
			if err != nil {
				t.Fatal(err)
			}
			return img
		}
	}
	t.Skipf("this machine is a %s, for which the index has no image", machine)
	return nil
}
