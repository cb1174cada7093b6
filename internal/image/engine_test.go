package image_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// TestDockerRunsTheImage gives a built image to a real Docker Engine, by its own
// command line: it must load as the same image, show the labels, and run.
func TestDockerRunsTheImage(t *testing.T) {
	if err := exec.CommandContext(t.Context(), "docker", "version").Run(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("looking for a Docker Engine: %v", err)
		}
		t.Skipf("looking for a Docker Engine: %v", err)
	}
	img := build(t, input(t))
	tag, err := name.NewTag("dbartifact-image-test:" + strings.ToLower(filepath.Base(t.TempDir())+"x"+t.Name()))
	if err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(t.TempDir(), "image.tar")
	if err := tarball.WriteToFile(archive, tag, img); err != nil {
		t.Fatal(err)
	}
	docker(t, "load", "--input", archive)
	t.Cleanup(func() { _ = exec.Command("docker", "rmi", "--force", tag.String()).Run() })

	id, err := img.ConfigName()
	if err != nil {
		t.Fatal(err)
	}
	var inspected []struct {
		ID     string `json:"Id"`
		Config struct{ Labels map[string]string }
	}
	if err := json.Unmarshal(docker(t, "inspect", tag.String()), &inspected); err != nil {
		t.Fatal(err)
	}
	if got := inspected[0]; got.ID != id.String() || got.Config.Labels[artifact.LabelSpec] == "" {
		t.Errorf("the Engine has %s with the labels %v, want %s with a specification", got.ID, got.Config.Labels, id)
	}
	out := string(docker(t, "run", "--rm", "--network=none", "--read-only", tag.String(), "--help"))
	if want := "runtime 65532 [/dbartifact converge --help]\n"; out != want {
		t.Errorf("the container says %q, want %q", out, want)
	}
}

func docker(t *testing.T, args ...string) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "docker", args...).Output()
	if err != nil {
		t.Fatalf("docker %s: %v", strings.Join(args, " "), err)
	}
	return out
}
