// Package storetest is the conformance suite of imagestore: what every place
// has to do, run against the real thing. It also finds or starts the real
// things, for any test that needs one.
package storetest

import (
	"context"
	"errors"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// Place is a store and a name in it that nobody else uses.
type Place struct {
	Store imagestore.Store
	Name  string
}

// Run holds the places that open gives, a new one for each test, against the
// contract of [imagestore.Store]. What a test leaves in a place is removed.
func Run(t *testing.T, open func(t *testing.T) Place) {
	t.Helper()
	for _, tc := range []struct {
		name string
		test func(t *testing.T, at Place)
	}{
		{"an empty place has nothing", testEmpty},
		{"predict tells what put returns and touches nothing", testPredict},
		{"what was put is found and opens", testPut},
		{"putting twice changes nothing", testPutTwice},
		{"a name goes on to another image", testReplace},
		{"removing takes away and may be repeated", testRemove},
		{"removing an old image leaves the new one", testRemoveReplaced},
		{"names that are none are refused", testBadNames},
		{"an index keeps its images or gives this machine's", testIndex},
		{"an index follows an image under its name", testIndexReplacesImage},
		{"what refers to an image changes nothing of it", testReferrers},
		{"a cancelled context ends the work", testCancelled},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.test(t, open(t)) })
	}
}

func testEmpty(t *testing.T, at Place) {
	t.Helper()
	if _, err := at.Store.Find(t.Context(), at.Name); !errors.Is(err, imagestore.ErrNotFound) {
		t.Errorf("Find: got %v, want ErrNotFound", err)
	}
	if _, _, err := at.Store.Open(t.Context(), at.Name); !errors.Is(err, imagestore.ErrNotFound) {
		t.Errorf("Open: got %v, want ErrNotFound", err)
	}
	if err := at.Store.Remove(t.Context(), at.Name); err != nil {
		t.Errorf("Remove: got %v, want nil", err)
	}
}

func testPredict(t *testing.T, at Place) {
	t.Helper()
	img := Image(t, 1)
	predicted, err := at.Store.Predict(at.Name, img)
	if err != nil {
		t.Fatal(err)
	}
	for _, reference := range []string{at.Name, predicted.Reference} {
		if _, err := at.Store.Find(t.Context(), reference); !errors.Is(err, imagestore.ErrNotFound) {
			t.Errorf("Find(%q) after Predict: got %v, want ErrNotFound", reference, err)
		}
	}
	if stored := put(t, at, img); stored != predicted {
		t.Errorf("predicted %+v, put %+v", predicted, stored)
	}
}

func testPut(t *testing.T, at Place) {
	t.Helper()
	img := Image(t, 2)
	stored := put(t, at, img)
	if want := imageID(t, img); stored.ImageID != want {
		t.Errorf("got the image id %s, want %s", stored.ImageID, want)
	}
	if want := digest(t, img); stored.Digest != "" && stored.Digest != want {
		t.Errorf("got the digest %s, want %s or none", stored.Digest, want)
	}
	for _, reference := range []string{at.Name, stored.Reference} {
		found, err := at.Store.Find(t.Context(), reference)
		if err != nil || found != stored {
			t.Errorf("Find(%q): got %+v, %v, want %+v", reference, found, err, stored)
		}
		got, opened, err := at.Store.Open(t.Context(), reference)
		if err != nil {
			t.Fatalf("Open(%q): %v", reference, err)
		}
		if opened != stored {
			t.Errorf("Open(%q): got %+v, want %+v", reference, opened, stored)
		}
		sameImage(t, img, got)
	}
}

func testPutTwice(t *testing.T, at Place) {
	t.Helper()
	img := Image(t, 3)
	first := put(t, at, img)
	if again := put(t, at, img); again != first {
		t.Errorf("got %+v, then %+v", first, again)
	}
}

func testReplace(t *testing.T, at Place) {
	t.Helper()
	before, after := Image(t, 4), Image(t, 5)
	old := put(t, at, before)
	stored := put(t, at, after)
	found, err := at.Store.Find(t.Context(), at.Name)
	if err != nil || found != stored {
		t.Errorf("got %+v, %v, want %+v", found, err, stored)
	}
	// A place may keep the old image, but never takes the new one for it.
	img, _, err := at.Store.Open(t.Context(), old.Reference)
	switch {
	case err == nil:
		sameImage(t, before, img)
	case !errors.Is(err, imagestore.ErrNotFound):
		t.Errorf("got %v, want the old image or ErrNotFound", err)
	}
}

func testRemove(t *testing.T, at Place) {
	t.Helper()
	stored := put(t, at, Image(t, 6))
	for range 2 {
		if err := at.Store.Remove(t.Context(), stored.Reference); err != nil {
			t.Fatal(err)
		}
	}
	for _, reference := range []string{at.Name, stored.Reference} {
		if found, err := at.Store.Find(t.Context(), reference); !errors.Is(err, imagestore.ErrNotFound) {
			t.Errorf("Find(%q): got %+v, %v, want ErrNotFound", reference, found, err)
		}
	}
}

func testRemoveReplaced(t *testing.T, at Place) {
	t.Helper()
	old := put(t, at, Image(t, 7))
	stored := put(t, at, Image(t, 8))
	if err := at.Store.Remove(t.Context(), old.Reference); err != nil {
		t.Fatal(err)
	}
	if found, err := at.Store.Find(t.Context(), stored.Reference); err != nil || found != stored {
		t.Errorf("got %+v, %v, want %+v", found, err, stored)
	}
	if _, err := at.Store.Find(t.Context(), old.Reference); !errors.Is(err, imagestore.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound for the old one", err)
	}
}

func testBadNames(t *testing.T, at Place) {
	t.Helper()
	img := Image(t, 9)
	for _, name := range []string{"", "UPPER", "a b", at.Name + ":two:tags", "x@sha256:1", at.Name + "@" + digest(t, img)} {
		if _, err := at.Store.Predict(name, img); err == nil {
			t.Errorf("Predict(%q) was taken", name)
		}
		if _, err := at.Store.Put(t.Context(), name, img); err == nil {
			t.Errorf("Put(%q) was taken", name)
		}
	}
}

func testCancelled(t *testing.T, at Place) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := at.Store.Put(ctx, at.Name, Image(t, 10)); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: got %v, want context.Canceled", err)
	}
	if _, err := at.Store.Find(ctx, at.Name); !errors.Is(err, context.Canceled) {
		t.Errorf("Find: got %v, want context.Canceled", err)
	}
	if _, err := at.Store.Find(t.Context(), at.Name); !errors.Is(err, imagestore.ErrNotFound) {
		t.Errorf("got %v, want nothing to be there", err)
	}
}

// put stores an image, and removes it when the test ends.
func put(t *testing.T, at Place, m imagestore.Manifest, referrers ...v1.Image) imagestore.Stored {
	t.Helper()
	stored, err := at.Store.Put(t.Context(), at.Name, m, referrers...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := at.Store.Remove(context.WithoutCancel(t.Context()), stored.Reference); err != nil {
			t.Errorf("removing what the test stored: %v", err)
		}
	})
	return stored
}

// sameImage reads both to the last byte of the last layer.
func sameImage(t *testing.T, want, got v1.Image) {
	t.Helper()
	if a, b := imageID(t, want), imageID(t, got); a != b {
		t.Errorf("got the image %s, want %s", b, a)
	}
	if err := validate.Image(got); err != nil {
		t.Errorf("the image that was opened: %v", err)
	}
}
