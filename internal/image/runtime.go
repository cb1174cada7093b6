package image

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// ErrUnfitRuntime is reported for a file that cannot run in an image without a
// libc: no ELF executable, another machine's, or a dynamically linked one.
var ErrUnfitRuntime = errors.New("not a static Linux executable for the platform")

// Runtime is this program's static Linux executable, the one thing in the image
// that runs. Only its ELF header has been read; the content is streamed when a
// layer is hashed or sent.
type Runtime struct {
	path     string
	layer    *layer
	platform v1.Platform
}

// OpenRuntime checks that the executable at path runs on platform p in an empty
// file system. It reports [ErrUnfitRuntime] with a hint that says how to build
// one that does. The layer made of it is packed and hashed once per process, and
// while cache remembers it, once until the file changes.
func OpenRuntime(path string, p v1.Platform, cache usercache.Folder) (*Runtime, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("locating the runtime: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the runtime: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening the runtime: %w", err)
	}
	if err := checkELF(f, info, p); err != nil {
		return nil, &failure.Error{
			Op: "packing the runtime", Object: path, Err: fmt.Errorf("%w %s: %w", ErrUnfitRuntime, p, err),
			Hint: fmt.Sprintf("The image has no libc and no loader inside. Build this program for it with: CGO_ENABLED=0 GOOS=linux GOARCH=%s go build -trimpath . Or name an image that has it inside as runtime_image (--runtime-image).", p.Architecture),
		}
	}
	return &Runtime{path: path, layer: layerOf(fileOf(path, info), cache), platform: p}, nil
}

// checkELF looks at the header and at what the file asks of a loader.
func checkELF(f *os.File, info os.FileInfo, p v1.Platform) error {
	if !info.Mode().IsRegular() {
		return errors.New("it is no regular file")
	}
	exe, err := elf.NewFile(f)
	if err != nil {
		return fmt.Errorf("reading its ELF header: %w", err)
	}
	defer exe.Close()
	want, known := machines[p.Architecture]
	switch {
	case !known || p.OS != "linux":
		return errors.New("nothing runs there")
	case exe.Type != elf.ET_EXEC && exe.Type != elf.ET_DYN:
		return fmt.Errorf("it is an %s, no executable", exe.Type)
	case exe.Machine != want || exe.Class != elf.ELFCLASS64:
		return fmt.Errorf("it is for the machine %s, expected %s", exe.Machine, want)
	case exe.OSABI != elf.ELFOSABI_NONE && exe.OSABI != elf.ELFOSABI_LINUX:
		return fmt.Errorf("it is for %s", exe.OSABI)
	}
	for _, segment := range exe.Progs {
		if segment.Type == elf.PT_INTERP {
			return errors.New("it is linked dynamically and needs a loader")
		}
	}
	needed, err := exe.ImportedLibraries()
	if err != nil {
		return fmt.Errorf("reading what it is linked to: %w", err)
	}
	if len(needed) > 0 {
		return fmt.Errorf("it is linked dynamically and needs %s", needed[0])
	}
	return nil
}
