package imagestore_test

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

func TestEngineThatIsDownSaysWhatToDo(t *testing.T) {
	for _, host := range []string{"unix://" + filepath.Join(t.TempDir(), "docker.sock"), "tcp://127.0.0.1:1"} {
		store, err := imagestore.NewEngine(imagestore.EngineConfig{Host: host})
		if err != nil {
			t.Fatalf("%s: configuring: %v", host, err)
		}
		if _, err := store.Predict("orders:v1", storetest.Image(t, 40)); err != nil {
			t.Errorf("%s: Predict needs no Engine, but: %v", host, err)
		}
		_, put := store.Put(t.Context(), "orders:v1", storetest.Image(t, 40))
		_, find := store.Find(t.Context(), "orders:v1")
		remove := store.Remove(t.Context(), "orders:v1")
		for op, err := range map[string]error{"Put": put, "Find": find, "Remove": remove} {
			if !errors.Is(err, imagestore.ErrUnreachable) || errors.Is(err, imagestore.ErrNotFound) {
				t.Errorf("%s: %s: got %v, want ErrUnreachable", host, op, err)
				continue
			}
			if !strings.Contains(err.Error(), host) || !strings.Contains(failure.Hint(err), `store = "registry"`) {
				t.Errorf("%s: %s: got %q with the hint %q", host, op, err, failure.Hint(err))
			}
		}
	}
}

func TestEngineConfigurationThatCannotBeIsRefusedAtOnce(t *testing.T) {
	for _, tc := range []struct {
		config imagestore.EngineConfig
		want   string
	}{
		{imagestore.EngineConfig{Host: "here"}, "unable to parse docker host"},
		{imagestore.EngineConfig{Host: "tcp://x:1", CertPath: t.TempDir()}, "ca.pem"},
		{imagestore.EngineConfig{Host: "tcp://x:1", CAMaterial: "x"}, "holds none in PEM form"},
		{imagestore.EngineConfig{Host: "tcp://x:1", CertMaterial: "x", KeyMaterial: "secret"}, "reading the client certificate"},
	} {
		_, err := imagestore.NewEngine(tc.config)
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v, want %q in it", err, tc.want)
		}
	}
}

func TestEngineBehindSSHIsOneThatIsDown(t *testing.T) {
	store, err := imagestore.NewEngine(imagestore.EngineConfig{Host: "ssh://me@there"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Find(t.Context(), "orders:v1")
	if !errors.Is(err, imagestore.ErrUnreachable) || !strings.Contains(failure.Hint(err), "unix:///var/run/docker.sock") {
		t.Errorf("got %v with the hint %q", err, failure.Hint(err))
	}
}

// TestEngineStreamsLargeLayersAgain covers layers that are too large to keep
// while the image goes by.
func TestEngineStreamsLargeLayersAgain(t *testing.T) {
	at := engine(t)
	img := storetest.ImageOf(t, 41, 9<<20, 100)
	stored := put(t, at, img)
	got, _, err := at.Store.Open(t.Context(), stored.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Image(got); err != nil {
		t.Error(err)
	}
}

func TestEngineTellsTheImagesErrorNotItsOwn(t *testing.T) {
	at := engine(t)
	_, err := at.Store.Put(t.Context(), at.Name, broken(t, storetest.Image(t, 42)))
	if !errors.Is(err, errDisk) || errors.Is(err, imagestore.ErrUnreachable) {
		t.Errorf("got %v, want what went wrong with the image", err)
	}
	if _, err := at.Store.Find(t.Context(), at.Name); !errors.Is(err, imagestore.ErrNotFound) {
		t.Errorf("got %v, want nothing to be there", err)
	}
}

func TestEngineFindsAnImageByItsIDWhenItsNameWentOn(t *testing.T) {
	at := engine(t)
	out, err := exec.CommandContext(t.Context(), need(t, "docker"), "info", "--format={{.DriverStatus}}").Output()
	if err != nil {
		t.Fatalf("docker info: %v", err)
	}
	if strings.Contains(string(out), "io.containerd.snapshotter") {
		t.Skip("containerd's image store knows no image ids")
	}
	before := storetest.Image(t, 43)
	old := put(t, at, before)
	put(t, at, storetest.Image(t, 44))
	found, err := at.Store.Find(t.Context(), old.Reference)
	if err != nil || found.ImageID != old.ImageID || found.Reference != old.Reference {
		t.Errorf("got %+v, %v, want %+v", found, err, old)
	}
}

// TestEngineFindsWhatItPulledByItsManifest pulls from a registry what the
// registry was given by us, with Docker's own command line.
func TestEngineFindsWhatItPulledByItsManifest(t *testing.T) {
	in, at := engine(t), registryAt(storetest.Registry(t))
	docker := need(t, "docker")
	stored := put(t, at, storetest.Image(t, 45))
	name, _, _ := strings.Cut(stored.Reference, "@")
	if out, err := exec.CommandContext(t.Context(), docker, "pull", name).CombinedOutput(); err != nil {
		t.Fatalf("docker pull: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		if err := in.Store.Remove(background(t), name); err != nil {
			t.Error(err)
		}
	})
	found, err := in.Store.Find(t.Context(), stored.Reference)
	if err != nil || found != stored {
		t.Errorf("got %+v, %v, want %+v", found, err, stored)
	}
}

func TestEngineSaysWhoStillUsesAnImage(t *testing.T) {
	at := engine(t)
	docker := need(t, "docker")
	stored := put(t, at, storetest.Image(t, 46))
	out, err := exec.CommandContext(t.Context(), docker, "create", at.Name, "/nothing").Output()
	if err != nil {
		t.Fatalf("docker create: %v", err)
	}
	container := strings.TrimSpace(string(out))
	t.Cleanup(func() { _ = exec.CommandContext(background(t), docker, "rm", container).Run() })
	err = at.Store.Remove(t.Context(), stored.Reference)
	if !errors.Is(err, imagestore.ErrRefused) || !strings.Contains(failure.Hint(err), "docker rm") {
		t.Errorf("got %v with the hint %q", err, failure.Hint(err))
	}
}
