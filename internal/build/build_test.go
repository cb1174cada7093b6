package build_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
)

// found is a source cluster as discovery would describe it.
type found artifact.Source

func (f found) Discover(context.Context, artifact.Config) (artifact.Discovery, error) {
	return artifact.Discovery{Source: artifact.Source(f)}, nil
}

func source(t *testing.T) found {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "artifact", "testdata", "spec", "all_from_the_source.golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	spec, err := artifact.DecodeSpec(text)
	if err != nil {
		t.Fatal(err)
	}
	return found(spec.Source)
}

func writeSchema(t *testing.T, table string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "schema.sql")
	text := "create table " + table + " (id int);\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func config(sqlFiles ...string) artifact.Config {
	return artifact.Config{SourceDB: artifact.SourceDB{ClusterID: "orders", SQLFiles: sqlFiles}}
}

func TestInputsDigestFollowsConfigurationTriggersAndFiles(t *testing.T) {
	path := writeSchema(t, "one")
	digest := func(c artifact.Config, triggers map[string]string) string {
		in, err := build.ReadInputs(c, triggers, compile.Compiler{})
		if err != nil {
			t.Fatal(err)
		}
		return in.Digest()
	}
	first := digest(config(path), nil)
	if digest(config(path), nil) != first {
		t.Error("the same inputs have two digests")
	}
	if digest(config(path), map[string]string{"month": "11"}) == first {
		t.Error("a trigger does not count")
	}
	if digest(config(), nil) == first {
		t.Error("the configuration does not count")
	}
	if err := os.WriteFile(path, []byte("create table two (id int);\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if digest(config(path), nil) == first {
		t.Error("a changed file does not count")
	}
}

func TestAssembledImageCarriesSpecificationAndChangelog(t *testing.T) {
	in, err := build.ReadInputs(config(writeSchema(t, "one")), nil, compile.Compiler{})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := in.Resolve(t.Context(), source(t))
	if err != nil {
		t.Fatal(err)
	}
	runtimes := build.Runtimes{Executable: imagetest.Runtime(t, "linux/amd64")}
	var digests []string
	for range 2 {
		built, err := in.Assemble(t.Context(), spec, build.Packaging{Platform: "linux/amd64"}, runtimes)
		if err != nil {
			t.Fatal(err)
		}
		img, ok := built.Manifest.(v1.Image)
		if !ok {
			t.Fatalf("one platform gave a %T", built.Manifest)
		}
		digest, err := img.Digest()
		if err != nil {
			t.Fatal(err)
		}
		digests = append(digests, digest.String())
		opened, err := image.Open(img)
		if err != nil {
			t.Fatal(err)
		}
		files, err := opened.Contents()
		if err != nil || len(files.Changelog) != 1 {
			t.Errorf("the image carries %d files of the changelog: %v", len(files.Changelog), err)
		}
	}
	if digests[0] != digests[1] {
		t.Errorf("the same inputs gave two images: %v", digests)
	}
}

func TestProgramForAnotherPlatformIsRefused(t *testing.T) {
	in, err := build.ReadInputs(config(), nil, compile.Compiler{})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := in.Resolve(t.Context(), source(t))
	if err != nil {
		t.Fatal(err)
	}
	_, err = in.Assemble(t.Context(), spec, build.Packaging{Platform: "linux/arm64"}, build.Runtimes{Executable: imagetest.Runtime(t, "linux/amd64")})
	if !errors.Is(err, image.ErrUnfitRuntime) {
		t.Errorf("got %v", err)
	}
}
