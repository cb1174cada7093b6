package imagestore_test

import (
	"errors"
	"io"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

var errDisk = errors.New("the disk is gone")

// broken is an image whose layers end halfway, as one does whose runtime is
// replaced while it is being read.
func broken(t *testing.T, img v1.Image) v1.Image {
	t.Helper()
	return brokenImage{img}
}

type brokenImage struct{ v1.Image }

func (i brokenImage) LayerByDigest(h v1.Hash) (v1.Layer, error) {
	layer, err := i.Image.LayerByDigest(h)
	return brokenLayer{layer}, err
}

func (i brokenImage) Layers() ([]v1.Layer, error) {
	layers, err := i.Image.Layers()
	for n := range layers {
		layers[n] = brokenLayer{layers[n]}
	}
	return layers, err
}

type brokenLayer struct{ v1.Layer }

func (l brokenLayer) Compressed() (io.ReadCloser, error) {
	content, err := l.Layer.Compressed()
	if err != nil {
		return nil, err
	}
	size, err := l.Size()
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(io.LimitReader(content, size/2), failing{}), content}, nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDisk }
