package imagestore_test

import (
	"encoding/json"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// FuzzOpenRegistry pulls from a registry that gives any manifest and any blob:
// whatever opens has to be what its digests say.
func FuzzOpenRegistry(f *testing.F) {
	config, layer, m := honest()
	manifest, err := json.Marshal(m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(types.OCIManifestSchema1), manifest, []byte(config), []byte(layer))
	f.Add(string(types.OCIImageIndex), []byte(`{"schemaVersion":2,"manifests":[{"mediaType":"`+string(types.OCIManifestSchema1)+`","size":2,"digest":"`+digestOf("x")+`"}]}`), []byte("{}"), []byte(""))
	f.Add(string(types.DockerManifestSchema2), []byte("{}"), []byte("{}"), []byte(""))
	var served hostile
	server := httptest.NewServer(&served)
	f.Cleanup(server.Close)
	store := imagestore.NewRegistry(imagestore.RegistryConfig{})
	f.Fuzz(func(t *testing.T, mediaType string, manifest, config, layer []byte) {
		if strings.ContainsAny(mediaType, "\r\n\x00") || len(manifest)+len(config)+len(layer) > 1<<16 {
			t.Skip("it is no header, or large")
		}
		give := func(b []byte) func(io.Writer) { return func(w io.Writer) { _, _ = w.Write(b) } }
		served = hostile{mediaType: types.MediaType(mediaType), manifest: give(manifest), blobs: map[string]func(io.Writer){
			digestOf(string(config)): give(config), digestOf(string(layer)): give(layer),
		}}
		img, stored, err := store.Open(t.Context(), strings.TrimPrefix(server.URL, "http://")+"/team/x:v1")
		if err != nil {
			return
		}
		if stored.Platforms == "" && stored.Digest != digestOf(string(manifest)) {
			t.Errorf("stored as %s, the manifest is %s", stored.Digest, digestOf(string(manifest)))
		}
		text, err := img.RawConfigFile()
		if err == nil && digestOf(string(text)) != stored.ImageID {
			t.Errorf("the configuration %q was taken for %s", text, stored.ImageID)
		}
		checkLayers(t, img)
	})
}

// checkLayers reads layers to the end: each is its digest's content, or an error.
func checkLayers(t *testing.T, img v1.Image) {
	t.Helper()
	all, err := img.Layers()
	if err != nil {
		return
	}
	for _, layer := range all {
		want, err := layer.Digest()
		if err != nil {
			return
		}
		content, err := layer.Compressed()
		if err != nil {
			continue
		}
		got, err := io.ReadAll(content)
		if err == nil && digestOf(string(got)) != want.String() {
			t.Errorf("%q was taken for %s", got, want)
		}
		if err := content.Close(); err != nil {
			t.Error(err)
		}
	}
}
