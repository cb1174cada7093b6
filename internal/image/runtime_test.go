package image_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

func TestOpenRuntimeRefusesWhatCannotRunThere(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("#!/bin/sh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, path, want string }{
		{"a dynamic executable", "/bin/ls", "needs a loader"},
		{"a script", script, "reading its ELF header"},
		{"a folder", t.TempDir(), "no regular file"},
		{"another machine's", imagetest.Runtime(t, "linux/arm64"), "machine EM_AARCH64, expected EM_X86_64"},
		{"another system's", imagetest.Runtime(t, "freebsd/amd64"), "it is for ELFOSABI_FREEBSD"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := os.Stat(tc.path); err != nil {
				t.Skipf("this host has no %s", tc.path)
			}
			_, err := image.OpenRuntime(tc.path, platform(t, "linux/amd64"), usercache.Folder{})
			if !errors.Is(err, image.ErrUnfitRuntime) || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("got %v, want ErrUnfitRuntime with %q", err, tc.want)
			}
			if hint := failure.Hint(err); !strings.Contains(hint, "CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build") {
				t.Errorf("got the hint %q", hint)
			}
		})
	}
	if _, err := image.OpenRuntime("testdata/absent", platform(t, "linux/amd64"), usercache.Folder{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want the file to be missing", err)
	}
}

func TestOpenRuntimeTakesAStaticExecutable(t *testing.T) {
	for _, name := range []string{"linux/amd64", "linux/arm64"} {
		if _, err := image.OpenRuntime(imagetest.Runtime(t, name), platform(t, name), usercache.Folder{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParsePlatform(t *testing.T) {
	for name, want := range map[string]string{
		"linux/amd64": "linux/amd64", "linux/arm64": "linux/arm64", "linux/arm64/v8": "linux/arm64",
		"windows/amd64": "", "linux/riscv64": "", "linux/arm64/v9": "", "linux": "", "a/b/c/d": "",
	} {
		p, err := image.ParsePlatform(name)
		if got := p.String(); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
	if p, err := image.ParsePlatform(""); err != nil || p.OS != "linux" {
		t.Errorf("this host's: got %q, %v", p, err)
	}
}

func TestARuntimeThatChangesUnderTheImageIsNoticed(t *testing.T) {
	path := imagetest.Runtime(t, "linux/amd64")
	runtime, err := image.OpenRuntime(path, platform(t, "linux/amd64"), usercache.Folder{})
	if err != nil {
		t.Fatal(err)
	}
	in := input(t)
	in.Runtimes = []*image.Runtime{runtime}
	img := build(t, in)
	digest(t, img) // hashed as it was
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	content, err := layers(t, img)[0].Compressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	if _, err := io.Copy(io.Discard, content); err == nil || !strings.Contains(err.Error(), "was changed while") {
		t.Errorf("got %v, want the change to be noticed", err)
	}
}
