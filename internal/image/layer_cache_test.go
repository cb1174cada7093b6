package image_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// newProcess builds the image as a new process would.
func newProcess(t *testing.T, path string, cache usercache.Folder) v1.Image {
	t.Helper()
	image.ForgetRuntimes()
	in := input(t)
	in.Runtimes = []*image.Runtime{openRuntime(t, path, "linux/amd64", cache)}
	return build(t, in)
}

func TestAProgramIsPackedOnceForManyProcesses(t *testing.T) {
	path := imagetest.Runtime(t, "linux/amd64")
	folder := filepath.Join(t.TempDir(), "layers")
	cache := usercache.At(folder, image.MaxLayerCache)
	want := digest(t, newProcess(t, path, usercache.Folder{}))
	if got := digest(t, newProcess(t, path, cache)); got != want {
		t.Fatalf("with a cache it is %s, without %s", got, want)
	}
	// Other content under the same time and size is not noticed, and so shows that
	// nothing is read again.
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	rewrite(t, path, content, info.ModTime())
	img := newProcess(t, path, cache)
	if got := digest(t, img); got != want {
		t.Errorf("it was read again: %s, want %s", got, want)
	}
	if err := validate.Image(img); err == nil {
		t.Error("the layer that was remembered is the changed program")
	}
}

func TestAChangedProgramIsPackedAgain(t *testing.T) {
	path := imagetest.Runtime(t, "linux/amd64")
	cache := usercache.At(t.TempDir(), image.MaxLayerCache)
	before := digest(t, newProcess(t, path, cache))
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	rewrite(t, path, content, time.Now().Add(time.Hour))
	if after := digest(t, newProcess(t, path, cache)); after == before {
		t.Error("another program, the same image")
	}
}

func TestARememberedLayerThatIsDamagedIsPackedAgain(t *testing.T) {
	path := imagetest.Runtime(t, "linux/amd64")
	for name, damage := range map[string]func([]byte) []byte{
		"a bit":      func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"the end":    func(b []byte) []byte { return b[:len(b)/2] },
		"everything": func([]byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			cache := usercache.At(folder, image.MaxLayerCache)
			want := digest(t, newProcess(t, path, cache))
			files, err := filepath.Glob(filepath.Join(folder, "*"))
			if err != nil || len(files) != 2 {
				t.Fatalf("the cache holds %v, %v", files, err)
			}
			for _, file := range files {
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, damage(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			img := newProcess(t, path, cache)
			if got := digest(t, img); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if err := validate.Image(img); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAFolderThatCannotBeWrittenCostsNothingButTime(t *testing.T) {
	path := imagetest.Runtime(t, "linux/amd64")
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	img := newProcess(t, path, usercache.At(filepath.Join(file, "layers"), image.MaxLayerCache))
	content, err := layers(t, img)[0].Compressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	if _, err := io.Copy(io.Discard, content); err != nil {
		t.Error(err)
	}
}

func rewrite(t *testing.T, path string, content []byte, modTime time.Time) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, modTime, modTime); err != nil {
		t.Fatal(err)
	}
}
