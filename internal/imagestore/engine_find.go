package imagestore

import (
	"context"
	"errors"
	"fmt"
)

// engineImage is an image that an Engine has.
type engineImage struct {
	// engineID is what the Engine calls it: the image id in the classic image
	// store, the manifest's digest in containerd's.
	engineID string
	imageID  string
	names    []string
	stored   Stored
}

// find looks an image up as `docker run` would, and with a digest in three
// ways: the name when it has that digest, the manifest it was pulled by, the
// image id alone. The content is the digest's in each.
func (e *Engine) find(ctx context.Context, reference string) (engineImage, error) {
	n, err := parseName(reference)
	if err != nil {
		return engineImage{}, err
	}
	if n.digest == "" {
		found, err := e.inspect(ctx, n.String())
		found.stored = inEngine(n, found.imageID)
		return found, err
	}
	if !n.byDigest {
		found, err := e.inspect(ctx, n.String())
		if err == nil && (found.imageID == n.digest || found.engineID == n.digest) {
			found.stored = Stored{Reference: n.pinned(n.digest), ImageID: found.imageID}
			if n.digest != found.imageID {
				found.stored.Digest = n.digest // containerd's image store keeps manifests
			}
			return found, nil
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return engineImage{}, err
		}
	}
	found, err := e.inspect(ctx, n.repository()+"@"+n.digest)
	if err == nil {
		found.stored = Stored{Reference: reference, Digest: n.digest, ImageID: found.imageID}
		return found, nil
	}
	if !errors.Is(err, ErrNotFound) {
		return engineImage{}, err
	}
	found, err = e.inspect(ctx, n.digest)
	if err != nil {
		return engineImage{}, fmt.Errorf("looking for %q: %w", reference, err)
	}
	found.stored = Stored{Reference: reference, ImageID: found.imageID}
	return found, nil
}

// inspect asks the Engine. In containerd's image store an image's id has to be
// read from its content.
func (e *Engine) inspect(ctx context.Context, id string) (engineImage, error) {
	found, manifestIsID, err := e.connection.inspect(ctx, id)
	if err != nil || !manifestIsID {
		return found, err
	}
	img, err := e.save(ctx, found.engineID)
	if err != nil {
		return engineImage{}, fmt.Errorf("reading %q from the Docker Engine: %w", id, err)
	}
	imageID, err := img.ConfigName()
	if err != nil {
		return engineImage{}, fmt.Errorf("reading %q from the Docker Engine: %w", id, err)
	}
	found.imageID = imageID.String()
	return found, nil
}
