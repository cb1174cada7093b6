package imagestore_test

import (
	"context"
	"path/filepath"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

func TestArchive(t *testing.T) {
	storetest.Run(t, archive)
}

func TestEngine(t *testing.T) {
	storetest.Engine(t)
	storetest.Run(t, engine)
}

// TestEngineWithContainerdStore runs on the real Engine too, which answers as a
// newer one would.
func TestEngineWithContainerdStore(t *testing.T) {
	storetest.Engine(t)
	storetest.Run(t, func(t *testing.T) storetest.Place {
		t.Helper()
		at := engine(t)
		classic, ok := at.Store.(*imagestore.Engine)
		if !ok {
			t.Fatalf("the Engine is a %T", at.Store)
		}
		return storetest.Place{Store: &sweeping{imagestore.LikeContainerd(classic), classic, t}, Name: at.Name}
	})
}

// sweeping removes in the end what an Engine with containerd's store leaves to
// docker image prune: an image whose name went on to another.
type sweeping struct {
	*imagestore.Engine
	classic *imagestore.Engine
	t       *testing.T
}

func (s *sweeping) Put(ctx context.Context, name string, m imagestore.Manifest, referrers ...v1.Image) (imagestore.Stored, error) {
	stored, err := s.Engine.Put(ctx, name, m, referrers...)
	if err == nil {
		s.t.Cleanup(func() {
			if err := s.classic.Remove(background(s.t), stored.Reference); err != nil {
				s.t.Errorf("removing what the test stored: %v", err)
			}
		})
	}
	return stored, err
}

func TestRegistry(t *testing.T) {
	host := storetest.Registry(t)
	storetest.Run(t, func(*testing.T) storetest.Place { return registryAt(host) })
}

// TestAllPlacesKeepTheSameImage is what lets a module move from one place to
// another without a rebuild.
func TestAllPlacesKeepTheSameImage(t *testing.T) {
	img := storetest.Image(t, 20)
	want, err := img.ConfigName()
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := img.Digest()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name         string
		place        storetest.Place
		keepManifest bool
	}{
		{"archive", archive(t), true},
		{"engine", engine(t), false},
		{"registry", registryAt(storetest.Registry(t)), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			stored := put(t, tc.place, img)
			if stored.ImageID != want.String() {
				t.Errorf("got the image id %s, want %s", stored.ImageID, want)
			}
			if tc.keepManifest && stored.Digest != manifest.String() {
				t.Errorf("got the digest %s, want %s", stored.Digest, manifest)
			}
		})
	}
}

func archive(t *testing.T) storetest.Place {
	t.Helper()
	return storetest.Place{
		Store: imagestore.NewArchive(filepath.Join(t.TempDir(), "new folder", "image.tar")),
		Name:  storetest.UniqueName(),
	}
}

func engine(t *testing.T) storetest.Place {
	t.Helper()
	store, err := imagestore.NewEngine(imagestore.EngineConfig{Host: storetest.Engine(t)})
	if err != nil {
		t.Fatal(err)
	}
	return storetest.Place{Store: store, Name: storetest.UniqueName()}
}

func registryAt(host string) storetest.Place {
	return storetest.Place{
		Store: imagestore.NewRegistry(imagestore.RegistryConfig{}),
		Name:  host + "/team/" + storetest.UniqueName(),
	}
}

// put stores an image for the length of a test.
func put(t *testing.T, at storetest.Place, m imagestore.Manifest) imagestore.Stored {
	t.Helper()
	stored, err := at.Store.Put(t.Context(), at.Name, m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := at.Store.Remove(background(t), stored.Reference); err != nil {
			t.Errorf("removing what the test stored: %v", err)
		}
	})
	return stored
}
