package imagestore_test

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// member is one entry of a tar file that somebody made by hand.
type member struct {
	tar.Header
	text string
}

func blobOf(content string) member {
	return member{tar.Header{Typeflag: tar.TypeReg, Name: "blobs/sha256/" + hash(content).Hex}, content}
}

func regular(name, content string) member {
	return member{tar.Header{Typeflag: tar.TypeReg, Name: name}, content}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestArchiveThatLiesIsFoundOut(t *testing.T) {
	config, layer, m := honest()
	manifest := jsonOf(t, m)
	top := func(d ...v1.Descriptor) member {
		return regular("index.json", jsonOf(t, v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: d}))
	}
	root := v1.Descriptor{MediaType: types.OCIManifestSchema1, Digest: hash(manifest), Size: int64(len(manifest))}
	link := func(kind byte, content string) member {
		return member{tar.Header{Typeflag: kind, Name: "blobs/sha256/" + hash(content).Hex, Linkname: "/etc/passwd"}, ""}
	}
	other := blobOf(layer)
	other.text = "LAYER"
	nested := jsonOf(t, v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: []v1.Descriptor{
		{MediaType: types.OCIImageIndex, Digest: hash(manifest), Size: int64(len(manifest)), Platform: &v1.Platform{OS: "linux", Architecture: "amd64"}},
	}})
	for _, tc := range []struct {
		name, want string
		members    []member
	}{
		{"nothing", "", []member{top(root), blobOf(manifest), blobOf(config), blobOf(layer)}},
		{"names that lead out of it", "", []member{
			regular("../../etc/cron.d/x", "* * * * * root x"), regular("/etc/passwd", "root::0:0"),
			top(root), blobOf(manifest), blobOf(config), blobOf(layer),
		}},
		{"a layer that is a symbolic link", "missing or cut short", []member{top(root), blobOf(manifest), blobOf(config), link(tar.TypeSymlink, layer)}},
		{"a layer that is a hard link", "missing or cut short", []member{top(root), blobOf(manifest), blobOf(config), link(tar.TypeLink, layer)}},
		{"a manifest that is a device", "is missing", []member{top(root), link(tar.TypeChar, manifest), blobOf(config), blobOf(layer)}},
		{"two indexes", "index.json twice", []member{top(root), top(), blobOf(manifest), blobOf(config), blobOf(layer)}},
		{"a layer twice", "twice", []member{top(root), blobOf(manifest), blobOf(config), blobOf(layer), other}},
		{"another layer", "has the digest", []member{top(root), blobOf(manifest), blobOf(config), other}},
		{"an index of 5 MB", "at most 4194304 are read", []member{regular("index.json", strings.Repeat(" ", 5<<20))}},
		{"a manifest of 5 MB", "at most 4194304 are read", []member{
			top(v1.Descriptor{MediaType: types.OCIManifestSchema1, Digest: hash(strings.Repeat(" ", 5<<20)), Size: 5 << 20}), blobOf(strings.Repeat(" ", 5<<20)),
		}},
		{"a manifest of another size", "has the digest", []member{
			top(v1.Descriptor{MediaType: types.OCIManifestSchema1, Digest: root.Digest, Size: root.Size - 1}), blobOf(manifest), blobOf(config), blobOf(layer),
		}},
		{"an index in an index", "the index has none", []member{
			top(v1.Descriptor{MediaType: types.OCIImageIndex, Digest: hash(nested), Size: int64(len(nested))}), blobOf(nested), blobOf(manifest), blobOf(config), blobOf(layer),
		}},
		{"two images", "it holds 2 images", []member{top(root, root), blobOf(manifest), blobOf(config), blobOf(layer)}},
		{"entries without number", "more than 10000 entries", func() []member {
			var all []member
			for range 10_001 {
				all = append(all, regular("x", ""))
			}
			return all
		}()},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "image.tar")
			if err := os.WriteFile(path, tarOf(t, tc.members), 0o600); err != nil {
				t.Fatal(err)
			}
			img, _, err := imagestore.NewArchive(path).Open(t.Context(), "x:v1")
			if err == nil {
				err = readImage(img)
			}
			expect(t, err, tc.want)
		})
	}
}

func tarOf(t *testing.T, members []member) []byte {
	t.Helper()
	var out bytes.Buffer
	tw := tar.NewWriter(&out)
	for _, m := range members {
		m.Size, m.Mode = int64(len(m.text)), 0o644
		if err := tw.WriteHeader(&m.Header); err != nil {
			t.Fatal(err)
		}
		if _, err := tw.Write([]byte(m.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
