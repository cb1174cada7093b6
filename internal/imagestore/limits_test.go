package imagestore_test

import (
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// TestConfigurationsAreBounded stores an image with a configuration that nobody
// needs, and expects every place to read no more of it than its size.
func TestConfigurationsAreBounded(t *testing.T) {
	img, err := mutate.Config(storetest.Image(t, 70), v1.Config{Labels: map[string]string{"x": strings.Repeat("x", 9<<20)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]storetest.Place{
		"archive": archive(t), "registry": registryAt(storetest.Registry(t)),
	} {
		t.Run(name, func(t *testing.T) {
			stored, err := at.Store.Put(t.Context(), at.Name, img)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := at.Store.Open(t.Context(), stored.Reference); err == nil || !strings.Contains(err.Error(), "at most 8388608 are read") {
				t.Errorf("got %v, want it to be too large", err)
			}
		})
	}
}
