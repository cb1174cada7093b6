package image_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

func TestOpenGivesBackWhatWasBuilt(t *testing.T) {
	in := input(t)
	in.Labels = map[string]string{"team": "orders"}
	got, err := image.Open(build(t, in))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in.Spec, got.Spec); diff != "" {
		t.Errorf("the specification differs:\n%s", diff)
	}
	if want, err := in.Spec.Digest(); err != nil || got.Digest != want {
		t.Errorf("digest %s, want %s, %v", got.Digest, want, err)
	}
	labels := map[string]string{"team": "orders", "org.opencontainers.image.title": "orders"}
	if diff := cmp.Diff(labels, got.Labels); diff != "" || got.Platform != "linux/amd64" {
		t.Errorf("platform %s, labels differ:\n%s", got.Platform, diff)
	}
	files, err := got.Contents()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(contents(), files.Changelog); diff != "" {
		t.Errorf("the files differ:\n%s", diff)
	}
}

func TestOpenOfSomethingElseSaysWhatToGive(t *testing.T) {
	img, err := random.Image(10, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = image.Open(img)
	if !errors.Is(err, image.ErrNotArtifact) || !strings.Contains(failure.Hint(err), "dbartifact_image") {
		t.Errorf("got %v with the hint %q", err, failure.Hint(err))
	}
}

func TestOpenRefusesLabelsThatCannotBe(t *testing.T) {
	valid, err := spec().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, want   string
		spec, digest string
		is           error
	}{
		{name: "a later version", spec: `{"version":2,"min_provider_version":"0.9.0"}`, want: "release 0.9.0 or later", is: artifact.ErrSpecTooNew},
		{name: "no JSON", spec: `{"version":`, want: "unexpected end of JSON"},
		{name: "another digest", spec: string(valid), digest: "sha256:0", want: "the specification's digest is sha256:"},
		{name: "too much of it", spec: strings.Repeat(" ", artifact.MaxSpecSize+1), want: "are read"},
		{name: "far too much of it", spec: strings.Repeat(" ", 3*artifact.MaxSpecSize), want: "the image's configuration has"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := image.Open(labelled(t, empty.Image, tc.spec, tc.digest))
			if err == nil || !strings.Contains(err.Error(), tc.want) || tc.is != nil && !errors.Is(err, tc.is) {
				t.Errorf("got %v, want %q in it", err, tc.want)
			}
		})
	}
}

func TestFilesRefuseALayerThatIsNotTheSpecifications(t *testing.T) {
	in := input(t)
	honest := build(t, in)
	other := spec()
	other.Target.InstanceClass = "db.r6g.16xlarge"
	text, err := other.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	random, err := random.Image(1000, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, want string
		base       v1.Image
	}{
		{"another specification", "is not the specification in the label", honest},
		{"another layer", "/artifact/spec.json is missing", random},
		{"no layer", "the image has no layers", empty.Image},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, err := image.Open(labelled(t, tc.base, string(text), artifact.DigestOf(text)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.Contents(); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q in it", err, tc.want)
			}
		})
	}
}

// labelled puts labels of ours on an image, as anybody can.
func labelled(t *testing.T, base v1.Image, spec, digest string) v1.Image {
	t.Helper()
	img, err := mutate.Config(base, v1.Config{Labels: map[string]string{artifact.LabelSpec: spec, artifact.LabelDigest: digest}})
	if err != nil {
		t.Fatal(err)
	}
	return img
}
