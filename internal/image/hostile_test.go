package image_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
)

// entry is one of a layer that somebody made by hand.
type entry struct {
	kind       byte
	name, text string
}

// withLayer puts an artifact's labels on an image of one such layer.
func withLayer(t *testing.T, packed []byte) v1.Image {
	t.Helper()
	text, err := spec().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(packed)), nil })
	if err != nil {
		t.Fatal(err)
	}
	img, err := mutate.AppendLayers(empty.Image, layer)
	if err != nil {
		t.Fatal(err)
	}
	return labelled(t, img, string(text), artifact.DigestOf(text))
}

func layerOf(tb testing.TB, entries ...entry) []byte {
	tb.Helper()
	var out bytes.Buffer
	tw := tar.NewWriter(&out)
	for _, e := range entries {
		header := &tar.Header{Typeflag: e.kind, Name: e.name, Size: int64(len(e.text)), Mode: 0o644}
		if e.kind != tar.TypeReg {
			header.Size, header.Linkname, e.text = 0, e.text, ""
		}
		if err := tw.WriteHeader(header); err != nil {
			tb.Fatal(err)
		}
		if _, err := io.WriteString(tw, e.text); err != nil {
			tb.Fatal(err)
		}
	}
	if err := tw.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// artifactEntries are those of an honest artifact.
func artifactEntries(t *testing.T) []entry {
	t.Helper()
	text, err := spec().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	all := []entry{{tar.TypeReg, "artifact/spec.json", string(text)}}
	for name, data := range contents() {
		all = append(all, entry{tar.TypeReg, "artifact/changelog/" + name, string(data)})
	}
	return all
}

func TestContentsTakeNothingButWhatTheSpecificationNames(t *testing.T) {
	replace := func(name string, by ...entry) []entry {
		var all []entry
		for _, e := range artifactEntries(t) {
			if e.name != name {
				all = append(all, e)
			}
		}
		return append(all, by...)
	}
	const sql, named = "artifact/changelog/changes/one.sql", "changes/one.sql"
	for _, tc := range []struct {
		name, want string
		entries    []entry
	}{
		{"nothing else", "", artifactEntries(t)},
		{"names that lead out of it", "", append(artifactEntries(t),
			entry{tar.TypeReg, "../../etc/cron.d/x", "* * * * * root x"}, entry{tar.TypeReg, "/artifact/changelog/root.yaml", "evil"},
			entry{tar.TypeReg, "artifact/../artifact/spec.json", "evil"})},
		{"a symbolic link in a file's place", "1 files that the specification names are missing", replace(sql, entry{tar.TypeSymlink, sql, "/etc/passwd"})},
		{"a hard link in a file's place", "1 files that the specification names are missing", replace(sql, entry{tar.TypeLink, sql, "artifact/spec.json"})},
		{"a device in a file's place", "1 files that the specification names are missing", replace(sql, entry{tar.TypeChar, sql, ""})},
		{"a folder that is a link", "", append([]entry{{tar.TypeSymlink, "artifact/changelog", "/etc"}}, artifactEntries(t)...)},
		{"a file twice", "is in the image twice", append(artifactEntries(t), entry{tar.TypeReg, sql, string(contents()[named])})},
		{"the specification twice", "is in the image twice", append(artifactEntries(t), artifactEntries(t)[0])},
		{"other content", "the specification says 30 bytes", replace(sql, entry{tar.TypeReg, sql, "drop table orders;"})},
		{"more content than named", "the specification says 30 bytes", replace(sql, entry{tar.TypeReg, sql, strings.Repeat("x", 1<<20)})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			opened, err := image.Open(withLayer(t, layerOf(t, tc.entries...)))
			if err != nil {
				t.Fatal(err)
			}
			_, err = opened.Contents()
			expect(t, err, tc.want)
		})
	}
}

// TestALayerThatUnpacksToTooMuchIsLeft reads a bomb: 1.4 MB that unpack to 320 MB.
func TestALayerThatUnpacksToTooMuchIsLeft(t *testing.T) {
	honest := withLayer(t, layerOf(t, artifactEntries(t)...))
	const size = 320 << 20
	filler, runtime := otherContent{honest, bomb(t, "filler", size)}, otherContent{honest, bomb(t, "dbartifact", size)}
	opened, err := image.Open(filler)
	if err != nil {
		t.Fatal(err)
	}
	_, err = opened.Contents()
	expect(t, err, "unpacks to more than")
	expect(t, image.ExtractRuntime(filler, io.Discard), "unpacks to more than")
	expect(t, image.ExtractRuntime(runtime, io.Discard), "at most 201326592 are read")
}

func TestExtractRuntime(t *testing.T) {
	var out bytes.Buffer
	if err := image.ExtractRuntime(build(t, input(t)), &out); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(imagetest.Runtime(t, "linux/amd64"))
	if err != nil || !bytes.Equal(want, out.Bytes()) {
		t.Errorf("got %d bytes, want the runtime's %d, %v", out.Len(), len(want), err)
	}
	if err := image.ExtractRuntime(empty.Image, io.Discard); !errors.Is(err, image.ErrNoRuntime) {
		t.Errorf("got %v, want ErrNoRuntime", err)
	}
	for _, kind := range []byte{tar.TypeSymlink, tar.TypeLink, tar.TypeDir} {
		err := image.ExtractRuntime(withLayer(t, layerOf(t, entry{kind, "dbartifact", "/bin/sh"})), io.Discard)
		if !errors.Is(err, image.ErrNoRuntime) {
			t.Errorf("a %c in its place: got %v, want ErrNoRuntime", kind, err)
		}
	}
	many, lying := empty.Image, withLayer(t, layerOf(t, entry{tar.TypeReg, "dbartifact", "one"}))
	layer, err := lying.Layers()
	if err != nil {
		t.Fatal(err)
	}
	for range 33 {
		if many, err = mutate.AppendLayers(many, layer[0]); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, image.ExtractRuntime(many, io.Discard), "33 layers")
	expect(t, image.ExtractRuntime(otherContent{lying, pack(t, layerOf(t, entry{tar.TypeReg, "dbartifact", "two"}))}, io.Discard), "has the digest")
}

// otherContent is an image whose layers hold something else than their digests
// say: gzip's members, one after the other.
type otherContent struct {
	v1.Image
	packed []byte
}

func (o otherContent) Layers() ([]v1.Layer, error) {
	all, err := o.Image.Layers()
	for i := range all {
		all[i] = otherLayer{all[i], o.packed}
	}
	return all, err
}

type otherLayer struct {
	v1.Layer
	packed []byte
}

func (l otherLayer) Uncompressed() (io.ReadCloser, error) {
	return gzip.NewReader(bytes.NewReader(l.packed))
}

// bomb is a packed layer with one file of zeros, size bytes of them.
func bomb(t *testing.T, name string, size int64) []byte {
	t.Helper()
	const member = 32 << 20
	var header bytes.Buffer
	if err := tar.NewWriter(&header).WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644}); err != nil {
		t.Fatal(err)
	}
	zeros := pack(t, make([]byte, member))
	return append(pack(t, header.Bytes()), bytes.Repeat(zeros, int(size/member))...)
}

func pack(t *testing.T, content []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	zw := gzip.NewWriter(&out)
	if _, err := zw.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func expect(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want %q in it", err, want)
	}
}
