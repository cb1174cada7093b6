// Package imagestore holds the places where images rest: an OCI archive on
// disk, a Docker Engine, a registry. They have one interface, keep the same
// image under the same id, and stand the same tests (package storetest). What
// is in an image is not known here.
package imagestore

import (
	"context"
	"errors"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Bounds of what is read from a place that somebody else may have filled, in
// bytes. The configuration holds an artifact's whole specification as a label.
const (
	maxManifestSize = 4 << 20 // OCI distribution specification, "Pushing Manifests"
	maxConfigSize   = 8 << 20
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
	// place.
	ImageID string
}

// Store is one place for images. All methods report [ErrUnreachable] and
// [ErrRefused] where they apply. A name is what `docker build -t` takes; a
// reference is a name, or what a [Stored] holds.
type Store interface {
	// Predict returns what Put will return, and touches nothing.
	Predict(name string, img v1.Image) (Stored, error)
	// Put stores img under name; an image of that name loses it. It costs
	// little when img is there already.
	Put(ctx context.Context, name string, img v1.Image) (Stored, error)
	// Find says what is there, or reports ErrNotFound. With a digest in
	// reference, only the image that has it counts.
	Find(ctx context.Context, reference string) (Stored, error)
	// Open is Find that also returns the image. Its content is read when asked
	// for, under ctx.
	Open(ctx context.Context, reference string) (v1.Image, Stored, error)
	// Remove takes away the image that Find would find; nil when there is none.
	Remove(ctx context.Context, reference string) error
}

// identity is what an image is known by.
type identity struct{ digest, imageID v1.Hash }

func identify(img v1.Image) (identity, error) {
	digest, err := img.Digest()
	if err != nil {
		return identity{}, fmt.Errorf("computing the image's digest: %w", err)
	}
	imageID, err := img.ConfigName()
	if err != nil {
		return identity{}, fmt.Errorf("computing the image's id: %w", err)
	}
	return identity{digest, imageID}, nil
}
