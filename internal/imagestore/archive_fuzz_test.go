package imagestore_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// FuzzOpenArchive opens files that anybody may have written: whatever opens has
// to be what its digests say.
func FuzzOpenArchive(f *testing.F) {
	path := filepath.Join(f.TempDir(), "seed.tar")
	if _, err := imagestore.NewArchive(path).Put(f.Context(), "seed:v1", storetest.ImageOf(f, 90, 10)); err != nil {
		f.Fatal(err)
	}
	seed, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte("no tar file"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file := filepath.Join(t.TempDir(), "image.tar")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		img, stored, err := imagestore.NewArchive(file).Open(t.Context(), "any")
		if err != nil {
			return
		}
		id, err := img.ConfigName()
		if err != nil || id.String() != stored.ImageID {
			t.Errorf("opened as %s, %v, stored as %+v", id, err, stored)
		}
		_ = validate.Image(img) // may fail, and must not panic
	})
}
