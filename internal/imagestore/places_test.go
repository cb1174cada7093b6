package imagestore_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// down is an Engine that is not there.
func down(t *testing.T) *imagestore.Engine {
	t.Helper()
	e, err := imagestore.NewEngine(imagestore.EngineConfig{Host: "unix://" + filepath.Join(t.TempDir(), "docker.sock")})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestPlacesOpenWhatAnyStoreReturned(t *testing.T) {
	running, err := imagestore.NewEngine(imagestore.EngineConfig{Host: storetest.Engine(t)})
	if err != nil {
		t.Fatal(err)
	}
	places := imagestore.Places{Engine: running, Registry: imagestore.NewRegistry(imagestore.RegistryConfig{})}
	for name, at := range map[string]storetest.Place{
		"archive": archive(t), "engine": engine(t), "registry": registryAt(storetest.Registry(t)),
	} {
		t.Run(name, func(t *testing.T) {
			img := storetest.Image(t, 60)
			stored := put(t, at, img)
			got, opened, err := places.Open(t.Context(), stored.Reference)
			if err != nil {
				t.Fatal(err)
			}
			id, err := got.ConfigName()
			if err != nil || id.String() != stored.ImageID || opened.ImageID != stored.ImageID {
				t.Errorf("got %s, %+v, %v, want %+v", id, opened, err, stored)
			}
			// Nothing but that image answers to the reference.
			other := strings.Replace(stored.Reference, "@sha256:", "@sha256:0000", 1)
			other = other[:len(other)-4]
			if _, _, err := places.Open(t.Context(), other); err == nil {
				t.Errorf("%s was found", other)
			}
		})
	}
}

func TestPlacesPinWhatANameMeans(t *testing.T) {
	at := registryAt(storetest.Registry(t))
	stored := put(t, at, storetest.Image(t, 61))
	places := imagestore.Places{Engine: down(t), Registry: imagestore.NewRegistry(imagestore.RegistryConfig{})}
	_, opened, err := places.Open(t.Context(), at.Name)
	if err != nil || opened != stored {
		t.Errorf("got %+v, %v, want %+v", opened, err, stored)
	}
}

func TestPlacesAnswerForThePlaceThatIsMeant(t *testing.T) {
	registry := registryAt(storetest.Registry(t))
	offline := imagestore.NewRegistry(imagestore.RegistryConfig{})
	for _, tc := range []struct {
		name, reference string
		places          imagestore.Places
		is, isNot       error
		hint            string
	}{
		{"a registry without the image, no Engine", registry.Name, imagestore.Places{Engine: down(t), Registry: offline}, imagestore.ErrNotFound, imagestore.ErrUnreachable, ""},
		{"a registry that is down", "127.0.0.1:1/x", imagestore.Places{Engine: down(t), Registry: offline}, imagestore.ErrUnreachable, imagestore.ErrNotFound, "127.0.0.1:1"},
		{"a local name, no Engine", "db-artifact:latest", imagestore.Places{Engine: down(t)}, imagestore.ErrUnreachable, imagestore.ErrNotFound, "Start Docker"},
		{"an archive that is not there", "oci-archive:" + filepath.Join(t.TempDir(), "x.tar"), imagestore.Places{}, imagestore.ErrNotFound, nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, _, err := tc.places.Open(t.Context(), tc.reference)
			if !errors.Is(err, tc.is) || tc.isNot != nil && errors.Is(err, tc.isNot) {
				t.Errorf("got %v, want %v", err, tc.is)
			}
			if !strings.Contains(failure.Hint(err), tc.hint) {
				t.Errorf("got the hint %q, want %q in it", failure.Hint(err), tc.hint)
			}
		})
	}
	if _, _, err := (imagestore.Places{}).Open(t.Context(), "x"); err == nil {
		t.Error("an image was found nowhere")
	}
	if _, _, err := (imagestore.Places{Registry: offline}).Open(t.Context(), "Not A Name"); err == nil || failure.Hint(err) == "" {
		t.Errorf("got %v, want a name as an example", err)
	}
}
