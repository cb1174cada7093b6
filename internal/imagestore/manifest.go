package imagestore

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Manifest is what a name points to: a [v1.Image], or a [v1.ImageIndex] that lists
// an image for each platform.
type Manifest interface {
	MediaType() (types.MediaType, error)
	Digest() (v1.Hash, error)
	Size() (int64, error)
	RawManifest() ([]byte, error)
}

var errNoManifest = errors.New("it is neither an image nor an index")

// thisPlatform is the one that images are run on from here. An Engine elsewhere may
// have another processor; which one cannot be known before it is asked.
func thisPlatform() v1.Platform { return v1.Platform{OS: "linux", Architecture: runtime.GOARCH} }

// identity is what an image is known by.
type identity struct {
	digest, imageID v1.Hash
	platforms       string
}

// identify tells what an image is known by. An index is known by its own digest
// and by the image in it that [chosen] is.
func identify(m Manifest) (identity, error) {
	digest, err := m.Digest()
	if err != nil {
		return identity{}, fmt.Errorf("computing the image's digest: %w", err)
	}
	img, platforms, err := imageOf(m)
	if err != nil {
		return identity{}, err
	}
	imageID, err := img.ConfigName()
	if err != nil {
		return identity{}, fmt.Errorf("computing the image's id: %w", err)
	}
	return identity{digest, imageID, platforms}, nil
}

// imageOf is the image itself, or the chosen one of an index with the list of what
// is in there.
func imageOf(m Manifest) (img v1.Image, platforms string, err error) {
	switch m := m.(type) {
	case v1.Image:
		return m, "", nil
	case v1.ImageIndex:
		list, err := m.IndexManifest()
		if err != nil {
			return nil, "", fmt.Errorf("reading the index: %w", err)
		}
		d, err := chosen(list, nil)
		if err != nil {
			return nil, "", err
		}
		if img, err = m.Image(d.Digest); err != nil {
			return nil, "", fmt.Errorf("reading the index: %w", err)
		}
		return img, platformsOf(list), nil
	default:
		return nil, "", fmt.Errorf("reading a %T: %w", m, errNoManifest)
	}
}

// chosen is the index's image for the platform. For nil it is this machine's, or
// else the first, so that an index has one image id on one machine, wherever it
// rests.
func chosen(index *v1.IndexManifest, p *v1.Platform) (v1.Descriptor, error) {
	images := imagesIn(index)
	want := thisPlatform()
	if p != nil {
		want = *p
	}
	for _, d := range images {
		if runsOn(d.Platform, want) {
			return d, nil
		}
	}
	if p == nil && len(images) > 0 {
		return images[0], nil
	}
	return v1.Descriptor{}, fmt.Errorf("%w for %s: the index has %s", ErrNotFound, want, orNothing(platformsOf(index)))
}

// imagesIn leaves out what is not an image for some platform: artifacts that refer
// to images, attestations, and indexes in an index, which are not followed.
func imagesIn(index *v1.IndexManifest) []v1.Descriptor {
	var images []v1.Descriptor
	for _, d := range index.Manifests {
		if d.MediaType.IsImage() && !isReferrer(d) && (d.Platform == nil || d.Platform.OS != "unknown") {
			images = append(images, d)
		}
	}
	return images
}

// isReferrer tells an artifact's descriptor from an image's. An image's may carry
// the type of its configuration as artifact type (image specification 1.1).
func isReferrer(d v1.Descriptor) bool {
	return d.ArtifactType != "" && !types.MediaType(d.ArtifactType).IsConfig()
}

func runsOn(p *v1.Platform, want v1.Platform) bool {
	return p != nil && p.OS == want.OS && p.Architecture == want.Architecture
}

func platformsOf(index *v1.IndexManifest) string {
	var names []string
	for _, d := range imagesIn(index) {
		if d.Platform != nil {
			names = append(names, d.Platform.OS+"/"+d.Platform.Architecture)
		}
	}
	return strings.Join(names, ",")
}

func orNothing(platforms string) string {
	if platforms == "" {
		return "none"
	}
	return platforms
}
