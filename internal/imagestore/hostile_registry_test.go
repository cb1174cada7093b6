package imagestore_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// hostile is a registry that answers as its author likes: a manifest for any tag
// and digest, and blobs by digest.
type hostile struct {
	mediaType types.MediaType
	manifest  func(w io.Writer)
	blobs     map[string]func(w io.Writer)
}

// honest are the parts of an image of one layer.
func honest() (config, layer string, m v1.Manifest) {
	config, layer = `{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["`+digestOf("layer")+`"]}}`, "layer"
	return config, layer, v1.Manifest{
		SchemaVersion: 2, MediaType: types.OCIManifestSchema1,
		Config: v1.Descriptor{MediaType: types.OCIConfigJSON, Digest: hash(config), Size: int64(len(config))},
		Layers: []v1.Descriptor{{MediaType: types.OCIUncompressedLayer, Digest: hash(layer), Size: int64(len(layer))}},
	}
}

func (h hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch name := path.Base(r.URL.Path); {
	case r.URL.Path == "/v2/":
	case strings.Contains(r.URL.Path, "/manifests/"):
		w.Header().Set("Content-Type", string(h.mediaType))
		h.manifest(w)
	case h.blobs[name] != nil:
		h.blobs[name](w)
	default:
		http.NotFound(w, r)
	}
}

// endless writes until nobody listens.
func endless(w io.Writer) {
	zeros := make([]byte, 1<<20)
	for {
		if _, err := w.Write(zeros); err != nil {
			return
		}
	}
}

func text(s string) func(io.Writer) { return func(w io.Writer) { _, _ = io.WriteString(w, s) } }

func TestRegistryThatLiesIsFoundOut(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		edit       func(m *v1.Manifest, h *hostile)
	}{
		{"nothing", "", func(*v1.Manifest, *hostile) {}},
		{"a manifest without end", "more than 4194304 bytes", func(_ *v1.Manifest, h *hostile) { h.manifest = endless }},
		{"a manifest that is none", "invalid character", func(_ *v1.Manifest, h *hostile) { h.manifest = text("<html>") }},
		{"something else than an image", "expected an image", func(_ *v1.Manifest, h *hostile) { h.mediaType = "text/html" }},
		{"layers without number", "lists 129 layers", func(m *v1.Manifest, _ *hostile) { m.Layers = slices.Repeat(m.Layers, 129) }},
		{"a configuration of 1 TB", "at most 8388608 are read", func(m *v1.Manifest, _ *hostile) { m.Config.Size = 1 << 40 }},
		{"a layer of 1 TB", "at most 1073741824 are read", func(m *v1.Manifest, _ *hostile) { m.Layers[0].Size = 1 << 40 }},
		{"a configuration of less than nothing", "content of -2 bytes", func(m *v1.Manifest, _ *hostile) { m.Config.Size = -2 }},
		{"a configuration without end", "verifying", func(m *v1.Manifest, h *hostile) { h.blobs[m.Config.Digest.String()] = endless }},
		{"another configuration", "verifying", func(m *v1.Manifest, h *hostile) {
			h.blobs[m.Config.Digest.String()] = text(strings.Repeat("x", int(m.Config.Size)))
		}},
		{"half a configuration", "does not match expected size", func(m *v1.Manifest, h *hostile) { h.blobs[m.Config.Digest.String()] = text("{}") }},
		{"a layer without end", "verifying", func(m *v1.Manifest, h *hostile) { h.blobs[m.Layers[0].Digest.String()] = endless }},
		{"another layer", "verifying", func(m *v1.Manifest, h *hostile) { h.blobs[m.Layers[0].Digest.String()] = text("LAYER") }},
		{"a layer from elsewhere", "to be fetched from", func(m *v1.Manifest, _ *hostile) {
			m.Layers[0].URLs = []string{"https://169.254.169.254/latest/meta-data"}
		}},
		{"a digest that nobody computes", "expected SHA-256", func(m *v1.Manifest, _ *hostile) {
			m.Layers[0].Digest = v1.Hash{Algorithm: "sha512", Hex: strings.Repeat("0", 128)}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			config, layer, m := honest()
			h := hostile{mediaType: types.OCIManifestSchema1, blobs: map[string]func(io.Writer){
				m.Config.Digest.String(): text(config), m.Layers[0].Digest.String(): text(layer),
			}}
			h.manifest = func(w io.Writer) { _ = json.NewEncoder(w).Encode(m) }
			tc.edit(&m, &h)
			expect(t, readWhole(t.Context(), t, h), tc.want)
		})
	}
}

func TestRegistryWithAnIndexThatLiesIsFoundOut(t *testing.T) {
	child := func(mediaType types.MediaType, digest string) v1.Descriptor {
		return v1.Descriptor{MediaType: mediaType, Digest: hash(digest), Size: 10, Platform: &v1.Platform{OS: "linux", Architecture: "amd64"}}
	}
	for _, tc := range []struct {
		name, want string
		manifests  []v1.Descriptor
	}{
		{"an index in an index", "the index has none", []v1.Descriptor{child(types.OCIImageIndex, "x")}},
		{"nothing in an index", "the index has none", nil},
		{"an image that is another", "does not match requested digest", []v1.Descriptor{child(types.OCIManifestSchema1, "x")}},
		{"images without number", "lists 65 manifests", slices.Repeat([]v1.Descriptor{child(types.OCIImageIndex, "x")}, 65)},
		{"an image from elsewhere", "to be fetched from", []v1.Descriptor{{
			MediaType: types.OCIManifestSchema1, Digest: hash("x"), URLs: []string{"https://169.254.169.254/"},
		}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := hostile{mediaType: types.OCIImageIndex, manifest: func(w io.Writer) {
				_ = json.NewEncoder(w).Encode(v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: tc.manifests})
			}}
			expect(t, readWhole(t.Context(), t, h), tc.want)
		})
	}
}

// TestRegistryThatTricklesEndsWithTheContext sends a byte now and then, which no
// bound on sizes ends.
func TestRegistryThatTricklesEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h := hostile{mediaType: types.OCIManifestSchema1, manifest: func(w io.Writer) {
		for {
			if _, err := io.WriteString(w, " "); err != nil {
				return
			}
			if f, ok := w.(http.Flusher); ok {
				f.Flush()
			}
			cancel()
			time.Sleep(time.Millisecond)
		}
	}}
	if err := readWhole(ctx, t, h); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// readWhole opens what a registry serves and reads it to the end.
func readWhole(ctx context.Context, t *testing.T, h http.Handler) error {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	store := imagestore.NewRegistry(imagestore.RegistryConfig{})
	img, _, err := store.Open(ctx, strings.TrimPrefix(server.URL, "http://")+"/team/x:v1")
	if err != nil {
		return err
	}
	return readImage(img)
}

func readImage(img v1.Image) error {
	if _, err := img.RawConfigFile(); err != nil {
		return err
	}
	all, err := img.Layers()
	if err != nil {
		return err
	}
	for _, layer := range all {
		content, err := layer.Compressed()
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, content)
		if err := errors.Join(err, content.Close()); err != nil {
			return err
		}
	}
	return nil
}

func expect(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want %q in it", err, want)
	}
}

func digestOf(content string) string { return hash(content).String() }

func hash(content string) v1.Hash {
	h, _, err := v1.SHA256(strings.NewReader(content))
	if err != nil {
		panic(fmt.Sprintf("hashing a text: %v", err))
	}
	return h
}
