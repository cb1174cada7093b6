package imagestore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// LikeContainerd makes a real Engine answer as one with containerd's image store
// does, which Docker Engine 29 has by default: an image's id there is not the
// digest of its configuration.
func LikeContainerd(e *Engine) *Engine {
	connection := *e.connection
	connection.api = sync.OnceValues(func() (engineAPI, error) {
		api, err := e.connection.api()
		return &containerdAPI{engineAPI: api, real: make(map[string]string)}, err
	})
	return &Engine{&connection}
}

// containerdAPI gives every image another id, and knows it by that one only.
type containerdAPI struct {
	engineAPI
	mu   sync.Mutex
	real map[string]string // ids by those that were given out
}

func (a *containerdAPI) ImageInspect(ctx context.Context, id string, options ...client.ImageInspectOption) (image.InspectResponse, error) {
	found, err := a.engineAPI.ImageInspect(ctx, a.translate(id), options...)
	if err != nil {
		return found, err
	}
	sum := sha256.Sum256([]byte(found.ID))
	given := "sha256:" + hex.EncodeToString(sum[:])
	a.mu.Lock()
	defer a.mu.Unlock()
	a.real[given] = found.ID
	found.ID = given
	found.Descriptor = &ocispec.Descriptor{}
	return found, nil
}

func (a *containerdAPI) ImageSave(ctx context.Context, ids []string, options ...client.ImageSaveOption) (io.ReadCloser, error) {
	return a.engineAPI.ImageSave(ctx, []string{a.translate(ids[0])}, options...)
}

func (a *containerdAPI) ImageRemove(ctx context.Context, id string, options image.RemoveOptions) ([]image.DeleteResponse, error) {
	return a.engineAPI.ImageRemove(ctx, a.translate(id), options)
}

func (a *containerdAPI) translate(id string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if known, ok := a.real[id]; ok {
		return known
	}
	if len(id) > 7 && id[:7] == "sha256:" {
		return "sha256:" + hex.EncodeToString(make([]byte, sha256.Size)) // nobody's
	}
	return id
}
