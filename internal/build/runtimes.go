package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// PublishedImage is the repository where each release of this program is
// published as an index of images, by its version as tag.
const PublishedImage = "ghcr.io/dbartifact/terraform-provider-dbartifact"

// developmentVersion is what a program calls itself that is no release.
const developmentVersion = "dev"

// maxExtracted bounds the programs that were taken out of images, in bytes.
const maxExtracted = 512 << 20

// OpenImage opens the image for a platform behind a reference.
type OpenImage func(ctx context.Context, reference string, p v1.Platform) (v1.Image, error)

// Runtimes says where the programs come from that go into images.
type Runtimes struct {
	// Executable is the path of the program to try first; "" is the running one.
	Executable string

	version   string
	open      OpenImage
	layers    usercache.Folder
	extracted usercache.Folder
	// extracting is held while a program is taken out of an image: Terraform plans
	// many images at once, often with the same program.
	extracting *sync.Mutex
}

// NewRuntimes returns this machine's. Version is this program's release, "dev" for
// none.
func NewRuntimes(version string, open OpenImage) Runtimes {
	return Runtimes{
		version: version, open: open,
		layers:    usercache.Open("layers", image.MaxLayerCache),
		extracted: usercache.Open("runtimes", maxExtracted), extracting: &sync.Mutex{},
	}
}

// forPlatforms finds a program for each platform: in the named image, or without
// one, the executable where it fits, and this version's published image where it
// does not.
func (r Runtimes) forPlatforms(ctx context.Context, platforms []v1.Platform, reference string) ([]*image.Runtime, error) {
	var all []*image.Runtime
	for _, p := range platforms {
		runtime, err := r.forPlatform(ctx, p, reference)
		if err != nil {
			return nil, err
		}
		all = append(all, runtime)
	}
	return all, nil
}

func (r Runtimes) forPlatform(ctx context.Context, p v1.Platform, reference string) (*image.Runtime, error) {
	if reference != "" {
		return r.fromImage(ctx, p, reference)
	}
	own, err := r.own(p)
	if !errors.Is(err, image.ErrUnfitRuntime) || r.version == developmentVersion || r.version == "" {
		return own, err
	}
	published, pullErr := r.fromImage(ctx, p, PublishedImage+":"+r.version)
	if pullErr != nil {
		return nil, fmt.Errorf("%w; and in its place: %w", err, pullErr)
	}
	return published, nil
}

func (r Runtimes) own(p v1.Platform) (*image.Runtime, error) {
	path := r.Executable
	if path == "" {
		var err error
		if path, err = os.Executable(); err != nil {
			return nil, fmt.Errorf("finding this program's own file: %w", err)
		}
	}
	return image.OpenRuntime(path, p, r.layers)
}

// fromImage takes the program out of an image, once per image: it is kept under
// the image's id, which stands for its content.
func (r Runtimes) fromImage(ctx context.Context, p v1.Platform, reference string) (*image.Runtime, error) {
	runtime, err := r.pull(ctx, p, reference)
	if err != nil {
		return nil, fmt.Errorf("taking the program for %s from the image %q: %w", p, reference, err)
	}
	return runtime, nil
}

func (r Runtimes) pull(ctx context.Context, p v1.Platform, reference string) (*image.Runtime, error) {
	img, err := r.open(ctx, reference, p)
	if err != nil {
		return nil, err
	}
	id, err := img.ConfigName()
	if err != nil {
		return nil, err
	}
	if !r.extracted.Remembers() {
		return nil, &failure.Error{
			Op: "keeping the program", Err: usercache.ErrNone,
			Hint: "Set HOME or XDG_CACHE_HOME to a folder that this process may write to.",
		}
	}
	name := strings.ReplaceAll(id.String(), ":", "-")
	r.extracting.Lock()
	defer r.extracting.Unlock()
	if _, err := os.Stat(r.extracted.Path(name)); err != nil {
		extract := func(w io.Writer) error { return image.ExtractRuntime(img, w) }
		if err := r.extracted.Keep(name, extract); err != nil {
			return nil, err
		}
	}
	return image.OpenRuntime(r.extracted.Path(name), p, r.layers)
}
