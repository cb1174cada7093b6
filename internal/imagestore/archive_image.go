package imagestore

import (
	"encoding/json"
	"fmt"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// archiveImage is an image whose layers lie in an archive.
type archiveImage struct {
	*archiveFile
	config []byte
}

// openImage reads the configuration, and leaves the layers where they are.
func (a *archiveFile) openImage() (v1.Image, error) {
	config, err := a.read(a.manifest.Config, maxConfigSize)
	if err != nil {
		return nil, fmt.Errorf("reading the image's configuration: %w", err)
	}
	return partial.CompressedToImage(&archiveImage{archiveFile: a, config: config})
}

// RawConfigFile implements [partial.CompressedImageCore].
func (i *archiveImage) RawConfigFile() ([]byte, error) { return i.config, nil }

// RawManifest implements [partial.CompressedImageCore].
func (i *archiveImage) RawManifest() ([]byte, error) { return i.raw, nil }

// MediaType implements [partial.CompressedImageCore].
func (i *archiveImage) MediaType() (types.MediaType, error) { return i.descriptor.MediaType, nil }

// LayerByDigest implements [partial.CompressedImageCore].
func (i *archiveImage) LayerByDigest(h v1.Hash) (partial.CompressedLayer, error) {
	for n, d := range i.manifest.Layers {
		if d.Digest != h {
			continue
		}
		var config v1.ConfigFile
		if err := json.Unmarshal(i.config, &config); err != nil {
			return nil, fmt.Errorf("reading the image's configuration: %w", err)
		}
		if n >= len(config.RootFS.DiffIDs) {
			return nil, fmt.Errorf("the image's configuration does not know the layer %s", h)
		}
		return &archiveLayer{file: i.archiveFile, descriptor: d, diffID: config.RootFS.DiffIDs[n]}, nil
	}
	return nil, fmt.Errorf("the image has no layer %s", h)
}

// archiveLayer is a layer in an archive.
type archiveLayer struct {
	file       *archiveFile
	descriptor v1.Descriptor
	diffID     v1.Hash
}

func (l *archiveLayer) Digest() (v1.Hash, error)            { return l.descriptor.Digest, nil }
func (l *archiveLayer) DiffID() (v1.Hash, error)            { return l.diffID, nil }
func (l *archiveLayer) Size() (int64, error)                { return l.descriptor.Size, nil }
func (l *archiveLayer) MediaType() (types.MediaType, error) { return l.descriptor.MediaType, nil }
func (l *archiveLayer) Compressed() (io.ReadCloser, error)  { return l.file.open(l.descriptor) }
