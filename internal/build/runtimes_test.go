package build_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
)

// artifactFor assembles the tests' artifact, and fails the test when it cannot.
func artifactFor(t *testing.T, p build.Packaging, runtimes build.Runtimes) *image.Built {
	t.Helper()
	built, err := assemble(t, p, runtimes)
	if err != nil {
		t.Fatal(err)
	}
	return built
}

func assemble(t *testing.T, p build.Packaging, runtimes build.Runtimes) (*image.Built, error) {
	t.Helper()
	in, spec := resolved(t)
	return in.Assemble(t.Context(), spec, p, runtimes)
}

func resolved(t *testing.T) (build.Inputs, artifact.Spec) {
	t.Helper()
	in, err := build.ReadInputs(config(), nil, compile.Compiler{})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := in.Resolve(t.Context(), source(t))
	if err != nil {
		t.Fatal(err)
	}
	return in, spec
}

// TestTheProgramMayComeFromAnImage takes both platforms' programs from an index, and
// expects the image that the programs themselves give.
func TestTheProgramMayComeFromAnImage(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	published := map[string]v1.Image{}
	for _, machine := range []string{"amd64", "arm64"} {
		local := build.Runtimes{Executable: imagetest.Runtime(t, "linux/"+machine)}
		img, ok := artifactFor(t, build.Packaging{Platform: "linux/" + machine}, local).Manifest.(v1.Image)
		if !ok {
			t.Fatal("one platform gave no image")
		}
		published[machine] = img
	}
	pulled := 0
	open := func(_ context.Context, reference string, p v1.Platform) (v1.Image, error) {
		if reference != "mirror.example/runtime:v1" {
			t.Errorf("asked for %q", reference)
		}
		pulled++
		return published[p.Architecture], nil
	}
	packaging := build.Packaging{Platform: "linux/amd64,linux/arm64", RuntimeImage: "mirror.example/runtime:v1"}
	for range 2 {
		built := artifactFor(t, packaging, build.NewRuntimes("1.2.3", open))
		index, ok := built.Manifest.(v1.ImageIndex)
		if !ok {
			t.Fatalf("two platforms gave a %T", built.Manifest)
		}
		list, err := index.IndexManifest()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list.Manifests {
			if want, err := published[d.Platform.Architecture].Digest(); err != nil || d.Digest != want {
				t.Errorf("%s became %s, want %s, %v", d.Platform, d.Digest, want, err)
			}
		}
	}
	if pulled != 4 {
		t.Errorf("the images were looked up %d times, want each time", pulled)
	}
	kept, err := filepath.Glob(filepath.Join(os.Getenv("XDG_CACHE_HOME"), "terraform-provider-dbartifact", "runtimes", "*"))
	if err != nil || len(kept) != 2 {
		t.Errorf("the cache keeps %v, %v, want two programs", kept, err)
	}
}

func TestTheProgramForAnotherPlatformComesFromTheRelease(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	unreachable := errors.New("no route")
	var asked []string
	open := func(_ context.Context, reference string, p v1.Platform) (v1.Image, error) {
		asked = append(asked, reference+" for "+p.String())
		return nil, unreachable
	}
	runtimes := build.NewRuntimes("1.2.3", open)
	runtimes.Executable = imagetest.Runtime(t, "linux/amd64")
	if _, err := assemble(t, build.Packaging{Platform: "linux/amd64"}, runtimes); err != nil || len(asked) > 0 {
		t.Errorf("got %v and asked for %v, though the program is at hand", err, asked)
	}
	_, err := assemble(t, build.Packaging{Platform: "linux/arm64"}, runtimes)
	if !errors.Is(err, unreachable) || !errors.Is(err, image.ErrUnfitRuntime) {
		t.Errorf("got %v, want both attempts in it", err)
	}
	if want := "ghcr.io/dbartifact/terraform-provider-dbartifact:1.2.3 for linux/arm64"; strings.Join(asked, "; ") != want {
		t.Errorf("asked for %v, want %s", asked, want)
	}
	runtimes = build.NewRuntimes("dev", open)
	runtimes.Executable = imagetest.Runtime(t, "linux/amd64")
	if _, err := assemble(t, build.Packaging{Platform: "linux/arm64"}, runtimes); errors.Is(err, unreachable) || len(asked) != 1 {
		t.Errorf("a program that is no release asked for one: %v, %v", asked, err)
	}
}

func TestAProgramFromAnImageHasToFit(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	local := build.Runtimes{Executable: imagetest.Runtime(t, "linux/amd64")}
	img, ok := artifactFor(t, build.Packaging{Platform: "linux/amd64"}, local).Manifest.(v1.Image)
	if !ok {
		t.Fatal("one platform gave no image")
	}
	open := func(context.Context, string, v1.Platform) (v1.Image, error) { return img, nil }
	_, err := assemble(t, build.Packaging{Platform: "linux/arm64", RuntimeImage: "x"}, build.NewRuntimes("dev", open))
	if !errors.Is(err, image.ErrUnfitRuntime) || !strings.Contains(err.Error(), `from the image "x"`) {
		t.Errorf("got %v", err)
	}
}
