package imagestore

import (
	"context"
	"errors"
	"fmt"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Engine is a Docker Engine's images. It is connected when first used, so that
// a configuration that never uses it needs none.
type Engine struct {
	connection *engineConnection
}

var _ Store = (*Engine)(nil)

// NewEngine checks the configuration and connects to nothing.
func NewEngine(c EngineConfig) (*Engine, error) {
	connection, err := newEngineConnection(c)
	if err != nil {
		return nil, err
	}
	return &Engine{connection}, nil
}

// Predict implements [Store].
func (e *Engine) Predict(name string, m Manifest) (Stored, error) {
	target, err := parseTarget(name)
	if err != nil {
		return Stored{}, err
	}
	id, err := identify(m)
	if err != nil {
		return Stored{}, err
	}
	return inEngine(target, id.imageID.String()), nil
}

// Put implements [Store]. An Engine's classic image store keeps neither indexes nor
// manifests: of an index it gets the image that [Stored.ImageID] names, and
// referrers it does not get.
func (e *Engine) Put(ctx context.Context, name string, m Manifest, _ ...v1.Image) (Stored, error) {
	want, err := e.Predict(name, m)
	if err != nil {
		return Stored{}, err
	}
	img, _, err := imageOf(m)
	if err != nil {
		return Stored{}, err
	}
	target, err := parseTarget(name)
	if err != nil {
		return Stored{}, err
	}
	there, err := e.Find(ctx, target.String())
	if err == nil && there.ImageID == want.ImageID {
		return there, nil
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Stored{}, err
	}
	if err := e.load(ctx, target, img); err != nil {
		return Stored{}, fmt.Errorf("loading %q into the Docker Engine: %w", target, err)
	}
	there, err = e.Find(ctx, target.String())
	if err != nil {
		return Stored{}, fmt.Errorf("looking for what was loaded: %w", err)
	}
	if there.ImageID != want.ImageID {
		return Stored{}, fmt.Errorf("loading %q into the Docker Engine: it became %s, expected %s", target, there.ImageID, want.ImageID)
	}
	return there, nil
}

// errTransferEnded is what the writer gets when the Engine takes no more.
var errTransferEnded = errors.New("the Docker Engine ended the transfer")

// load sends the image while it is being written; nothing is kept of it.
func (e *Engine) load(ctx context.Context, name imageName, img v1.Image) error {
	content, w := io.Pipe()
	written := make(chan error)
	go func() {
		err := writeBundle(ctx, w, name, img, nil)
		w.CloseWithError(err)
		written <- err
	}()
	err := e.connection.load(ctx, content)
	content.CloseWithError(errTransferEnded)
	if writing := <-written; writing != nil && !errors.Is(writing, errTransferEnded) {
		return writing // the Engine could only say that the rest did not come
	}
	return err
}

// Find implements [Store].
func (e *Engine) Find(ctx context.Context, reference string) (Stored, error) {
	found, err := e.find(ctx, reference)
	if err != nil {
		return Stored{}, err
	}
	return found.stored, nil
}

// Open implements [Store]. The layers are checked against their digests when
// they are read.
func (e *Engine) Open(ctx context.Context, reference string) (v1.Image, Stored, error) {
	found, err := e.find(ctx, reference)
	if err != nil {
		return nil, Stored{}, err
	}
	img, err := e.save(ctx, found.engineID)
	if err != nil {
		return nil, Stored{}, fmt.Errorf("reading %q from the Docker Engine: %w", reference, err)
	}
	if id, err := img.ConfigName(); err != nil || id.String() != found.imageID {
		return nil, Stored{}, fmt.Errorf("reading %q from the Docker Engine: its content is %s, expected %s: %w", reference, id, found.imageID, err)
	}
	return img, found.stored, nil
}

// OpenFor implements [Store].
func (e *Engine) OpenFor(ctx context.Context, reference string, p v1.Platform) (v1.Image, Stored, error) {
	img, stored, err := e.Open(ctx, reference)
	if err != nil {
		return nil, Stored{}, err
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, Stored{}, fmt.Errorf("reading %q from the Docker Engine: %w", reference, err)
	}
	if config.OS != p.OS || config.Architecture != p.Architecture {
		// It may have been pulled out of an index: the registry knows more.
		return nil, Stored{}, fmt.Errorf("reading %q from the Docker Engine: %w for %s: it is for %s/%s", reference, ErrNotFound, p, config.OS, config.Architecture)
	}
	return img, stored, nil
}

// Remove implements [Store]. With a digest, a name that went on to another
// image stays, and what it left behind goes once no other name holds it. In
// containerd's image store, what it left behind cannot be found by its image id,
// and is for docker image prune.
func (e *Engine) Remove(ctx context.Context, reference string) error {
	n, err := parseName(reference)
	if err != nil {
		return err
	}
	tagged, err := e.inspect(ctx, n.String())
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err == nil && !n.byDigest && (n.digest == "" || n.digest == tagged.imageID || n.digest == tagged.engineID) {
		return e.connection.remove(ctx, n.String())
	}
	if n.digest == "" {
		return nil
	}
	left, err := e.inspect(ctx, n.digest)
	if errors.Is(err, ErrNotFound) || err == nil && len(left.names) > 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return e.connection.remove(ctx, n.digest)
}

func inEngine(name imageName, imageID string) Stored {
	return Stored{Reference: name.pinned(imageID), ImageID: imageID}
}
