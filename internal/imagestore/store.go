// Package imagestore holds the places where images rest: an OCI archive on
// disk, a Docker Engine, a registry. They have one interface, keep the same
// image under the same id, and stand the same tests (package storetest). What
// is in an image is not known here.
package imagestore

import (
	"context"
	"errors"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

var (
	// ErrNotFound is reported for an image that the place does not hold, under
	// that name or with that digest.
	ErrNotFound = errors.New("image not found")
	// ErrUnreachable is reported when nobody answers: no Docker Engine, no
	// registry under that address.
	ErrUnreachable = errors.New("cannot be reached")
	// ErrRefused is reported when a registry, or an Engine, answers and says
	// no: for want of a login or a permission, or because it never does this.
	ErrRefused = errors.New("refused")
)

// Stored says where an image rests.
type Stored struct {
	// Reference finds the image again, and no other: it carries a digest.
	Reference string
	// Digest is the manifest's, "sha256:..."; empty where the place keeps no
	// manifest, as an Engine's classic image store does.
	Digest string
	// ImageID is the digest of the image's configuration, and the same in every
	// place. Of an index it is that of the image for this machine's processor,
	// or of the first where there is none.
	ImageID string
	// Platforms are those of an index, as in "linux/amd64,linux/arm64"; "" for one
	// image, whose configuration says what it runs on.
	Platforms string
}

// Store is one place for images. All methods report [ErrUnreachable] and
// [ErrRefused] where they apply. A name is what `docker build -t` takes; a
// reference is a name, or what a [Stored] holds.
type Store interface {
	// Predict returns what Put will return, and touches nothing.
	Predict(name string, m Manifest) (Stored, error)
	// Put stores an image, or an index with all its images, under name; what had
	// that name loses it. It costs little when it is there already. Referrers are
	// artifacts whose subject is one of the images; a place that keeps no
	// manifests cannot keep them.
	Put(ctx context.Context, name string, m Manifest, referrers ...v1.Image) (Stored, error)
	// Find says what is there, or reports ErrNotFound. With a digest in
	// reference, only the image that has it counts.
	Find(ctx context.Context, reference string) (Stored, error)
	// Open is Find that also returns the image; of an index, the one that ImageID
	// names. Its content is read when asked for, under ctx.
	Open(ctx context.Context, reference string) (v1.Image, Stored, error)
	// OpenFor is Open of the image for a platform. Of an index it is ErrNotFound
	// when there is none; a single image is returned whatever it runs on.
	OpenFor(ctx context.Context, reference string, p v1.Platform) (v1.Image, Stored, error)
	// Remove takes away the image that Find would find; nil when there is none.
	Remove(ctx context.Context, reference string) error
}
