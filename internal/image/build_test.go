package image_test

import (
	"archive/tar"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/google/go-containerregistry/pkg/v1/validate"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestBuildGivesTheSameBytesForTheSameInput(t *testing.T) {
	in := input(t)
	first := build(t, in)
	if err := validate.Image(first); err != nil {
		t.Fatal(err)
	}
	image.ForgetRuntimes()
	again := input(t) // another path, built at another time
	slices.Reverse(again.Files)
	if a, b := digest(t, first), digest(t, build(t, again)); a != b {
		t.Errorf("got %s, then %s", a, b)
	}
}

func TestBuildChangesTheDigestWithTheSpecification(t *testing.T) {
	in := input(t)
	before := build(t, in)
	in.Spec.Target.InstanceClass = "db.r6g.xlarge"
	after := build(t, in)
	if digest(t, before) == digest(t, after) {
		t.Error("another class, the same digest")
	}
	a, b := layers(t, before), layers(t, after)
	runtimeBefore, errBefore := a[0].Digest()
	runtimeAfter, errAfter := b[0].Digest()
	if errBefore != nil || errAfter != nil || runtimeBefore != runtimeAfter {
		t.Errorf("the runtime's layer changed too: %s, %s", runtimeBefore, runtimeAfter)
	}
}

// TestBuildGolden shows what is in the image: its configuration and the entries
// of its layers, but not the runtime's bytes, which are the Go toolchain's.
func TestBuildGolden(t *testing.T) {
	in := input(t)
	in.Labels = map[string]string{"team": "orders"}
	in.Annotations = map[string]string{ocispec.AnnotationVersion: "1.2.0", ocispec.AnnotationCreated: "2026-01-02T03:04:05+01:00"}
	in.Contact = "#orders-dba"
	img := build(t, in)
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := img.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "manifest %s, config %s\n", manifest.MediaType, manifest.Config.MediaType)
	fmt.Fprintf(&b, "%s/%s, created %s, user %s, in %s, entrypoint %q\n", config.OS, config.Architecture,
		config.Created.Format(time.RFC3339), config.Config.User, config.Config.WorkingDir, config.Config.Entrypoint)
	for _, key := range slices.Sorted(maps.Keys(manifest.Annotations)) {
		fmt.Fprintf(&b, "annotation %s = %s\n", key, manifest.Annotations[key])
	}
	for _, key := range slices.Sorted(maps.Keys(config.Config.Labels)) {
		fmt.Fprintf(&b, "label %s = %s\n", key, config.Config.Labels[key])
	}
	for i, layer := range layers(t, img) {
		fmt.Fprintf(&b, "layer %s: %s\n", manifest.Layers[i].MediaType, config.History[i].CreatedBy)
		for _, h := range entries(t, layer) {
			size := fmt.Sprintf("%6d", h.Size)
			if h.Name == "dbartifact" {
				size = "     ?"
			}
			fmt.Fprintf(&b, "  %s %d:%d %s %s %s\n", h.FileInfo().Mode(), h.Uid, h.Gid, size, h.ModTime.UTC().Format(time.RFC3339), h.Name)
		}
	}
	const file = "testdata/image.golden.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		edit       func(*image.Input)
	}{
		{"no runtime", "no runtime is given", func(in *image.Input) { in.Runtimes = nil }},
		{"two runtimes for a platform", "two runtimes for linux/amd64", func(in *image.Input) { in.Runtimes = append(in.Runtimes, in.Runtimes[0]) }},
		{"a specification that cannot be", "target.instance_count is 0", func(in *image.Input) { in.Spec.Target.InstanceCount = 0 }},
		{"a file left out", `"changelog/changes/a/deep.sql": the specification names it`, func(in *image.Input) { in.Files = in.Files[1:] }},
		{"a file too many", "the specification does not name it", func(in *image.Input) { in.Files = append(in.Files, image.Content{Path: "extra"}) }},
		{"a file of other content", "the specification says 30 bytes", func(in *image.Input) { in.Files[1].Data = []byte("drop table orders;\n") }},
		{"a label of ours", "does not begin with io.dbartifact.", func(in *image.Input) { in.Labels = map[string]string{artifact.LabelSpec: "{}"} }},
		{"an annotation of ours", "does not begin with io.dbartifact.", func(in *image.Input) { in.Annotations = map[string]string{artifact.LabelDigest: "x"} }},
		{"a label that moves the cursor", "without control characters", func(in *image.Input) { in.Labels = map[string]string{"x": "\x1b[2J"} }},
		{"a time that is none", "expected a time such as", func(in *image.Input) { in.Annotations = map[string]string{ocispec.AnnotationCreated: "today"} }},
		{"two contacts", "give one of them", func(in *image.Input) {
			in.Contact, in.Annotations = "ann", map[string]string{artifact.LabelContact: "bob"}
		}},
		{"more words than anybody reads", "at most 262144 fit", func(in *image.Input) { in.Annotations = map[string]string{"x": strings.Repeat("x", 256<<10)} }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := input(t)
			tc.edit(&in)
			_, err := image.Build(in)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q in it", err, tc.want)
			}
		})
	}
}

func layers(t *testing.T, img v1.Image) []v1.Layer {
	t.Helper()
	all, err := img.Layers()
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range all {
		if mt, err := layer.MediaType(); err != nil || mt != types.OCILayer {
			t.Errorf("a layer is %s, %v", mt, err)
		}
	}
	return all
}

func entries(t *testing.T, layer v1.Layer) []*tar.Header {
	t.Helper()
	content, err := layer.Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	var all []*tar.Header
	for tr := tar.NewReader(content); ; {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, header)
	}
}
