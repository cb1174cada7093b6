package image_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// TestTheBillOfMaterialsListsWhatIsLinkedIn reads the bill of a program that, like
// the real one, is made of modules.
func TestTheBillOfMaterialsListsWhatIsLinkedIn(t *testing.T) {
	r := openRuntime(t, programOfModules(t), "linux/amd64", usercache.Folder{})
	in := input(t)
	in.Runtimes = []*image.Runtime{r}
	img := build(t, in)
	sboms := referrers(t, in)
	if len(sboms) != 1 {
		t.Fatalf("one image has %d referrers", len(sboms))
	}
	if err := validate.Image(sboms[0]); err != nil {
		t.Error(err)
	}
	manifest, err := sboms[0].Manifest()
	if err != nil {
		t.Fatal(err)
	}
	if manifest.ArtifactType != image.SBOMType || manifest.Subject.Digest.String() != digest(t, img) ||
		manifest.Config.MediaType != "application/vnd.oci.empty.v1+json" || manifest.Layers[0].MediaType != image.SBOMType {
		t.Errorf("the artifact is %+v", manifest)
	}
	text := blob(t, sboms[0])
	if again := blob(t, referrers(t, in)[0]); !bytes.Equal(text, again) {
		t.Error("one program has two bills")
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(text), cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	if bom.SerialNumber != "" || bom.Metadata.Timestamp != "" || bom.SpecVersion != cdx.SpecVersion1_6 {
		t.Errorf("the bill has the serial number %q, the time %q, the version %s", bom.SerialNumber, bom.Metadata.Timestamp, bom.SpecVersion)
	}
	for _, want := range []string{"pkg:golang/std@" + strings.TrimPrefix(runtime.Version(), "go"), "pkg:golang/github.com/google/go-containerregistry@v"} {
		if !slices.ContainsFunc(*bom.Components, func(c cdx.Component) bool { return strings.HasPrefix(c.PackageURL, want) }) {
			t.Errorf("%s is not among the %d components", want, len(*bom.Components))
		}
	}
}

func TestEachPlatformHasItsBillOfMaterials(t *testing.T) {
	in := input(t, "linux/amd64", "linux/arm64")
	index, ok := buildAll(t, in).Manifest.(v1.ImageIndex)
	if !ok {
		t.Fatal("two runtimes gave no index")
	}
	list, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	for i, sbom := range referrers(t, in) {
		manifest, err := sbom.Manifest()
		if err != nil || manifest.Subject.Digest != list.Manifests[i].Digest {
			t.Errorf("bill %d is of %+v, %v, want %s", i, manifest.Subject, err, list.Manifests[i].Digest)
		}
		if text, want := string(blob(t, sbom)), list.Manifests[i].Platform.Architecture; !strings.Contains(text, `"`+want+`"`) {
			t.Errorf("the bill for %s does not say so", want)
		}
	}
}

func TestAProgramThatIsNoGoProgramHasNoBillOfMaterials(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runtime")
	content, err := os.ReadFile(imagetest.Runtime(t, "linux/amd64"))
	if err != nil {
		t.Fatal(err)
	}
	content = bytes.ReplaceAll(content, []byte("\xff Go buildinf:"), []byte("\xff No buildinf:"))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	in := input(t)
	in.Runtimes = []*image.Runtime{openRuntime(t, path, "linux/amd64", usercache.Folder{})}
	if _, err := buildAll(t, in).Referrers(); err == nil || !strings.Contains(err.Error(), "what the runtime is built from") {
		t.Errorf("got %v", err)
	}
}

// programOfModules builds a program that this module's go.mod gives its modules.
func programOfModules(t *testing.T) string {
	t.Helper()
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("looking for a Go toolchain: %v", err)
	}
	folder := t.TempDir()
	source, path := filepath.Join(folder, "main.go"), filepath.Join(folder, "program")
	const text = `package main

import (
	"fmt"

	"github.com/google/go-containerregistry/pkg/name"
)

func main() { fmt.Println(name.DefaultRegistry) }
`
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), tool, "build", "-o", path, source)
	cmd.Env = append(cmd.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building a program: %v\n%s", err, out)
	}
	return path
}

func referrers(t *testing.T, in image.Input) []v1.Image {
	t.Helper()
	all, err := buildAll(t, in).Referrers()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func blob(t *testing.T, img v1.Image) []byte {
	t.Helper()
	all, err := img.Layers()
	if err != nil {
		t.Fatal(err)
	}
	content, err := all[0].Compressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(content); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}
