package imagestore

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Bounds of what is kept of an image while its stream goes by, in bytes. The
// tables of contents come last in it, and the artifact's own layer is small:
// one reading is enough for both, whatever the size of the rest.
const (
	maxKeptEntry = maxConfigSize
	maxKept      = 64 << 20
)

// savedImage is an image as `docker save` streams it. Entries that were too
// large to keep are streamed again when asked for.
type savedImage struct {
	stream func() (io.ReadCloser, error)
	kept   map[string][]byte
	config []byte
	layers map[v1.Hash]string // entries by what they unpack to
}

// save reads the image's stream once. Ctx ends the later readings too.
func (e *Engine) save(ctx context.Context, engineID string) (v1.Image, error) {
	s := &savedImage{
		stream: func() (io.ReadCloser, error) { return e.connection.save(ctx, engineID) },
		kept:   make(map[string][]byte),
		layers: make(map[v1.Hash]string),
	}
	if err := s.keep(); err != nil {
		return nil, err
	}
	if err := s.tables(); err != nil {
		return nil, err
	}
	return partial.UncompressedToImage(s)
}

// keep goes through the stream to its end.
func (s *savedImage) keep() error {
	content, err := s.stream()
	if err != nil {
		return err
	}
	defer content.Close()
	total := int64(0)
	tr := tar.NewReader(content)
	for n := 0; ; n++ {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if n == maxArchiveEntries {
			return fmt.Errorf("the image has more than %d entries", maxArchiveEntries)
		}
		if header.Typeflag != tar.TypeReg || header.Size > maxKeptEntry || total+header.Size > maxKept {
			continue
		}
		text, err := io.ReadAll(tr)
		if err != nil {
			return err
		}
		s.kept[path.Clean(header.Name)] = text
		total += header.Size
	}
}

// tables reads manifest.json, and through it the configuration.
func (s *savedImage) tables() error {
	text, err := s.read(dockerManifestFile)
	if err != nil {
		return err
	}
	var manifests []dockerManifest
	if err := json.Unmarshal(text, &manifests); err != nil {
		return fmt.Errorf("reading %s: %w", dockerManifestFile, err)
	}
	if len(manifests) != 1 {
		return fmt.Errorf("reading %s: it has %d images, expected one", dockerManifestFile, len(manifests))
	}
	if s.config, err = s.read(path.Clean(manifests[0].Config)); err != nil {
		return err
	}
	config, err := v1.ParseConfigFile(bytes.NewReader(s.config))
	if err != nil {
		return fmt.Errorf("reading the image's configuration: %w", err)
	}
	if len(manifests[0].Layers) > maxLayers {
		return fmt.Errorf("the image has %d layers, at most %d are read", len(manifests[0].Layers), maxLayers)
	}
	if len(config.RootFS.DiffIDs) != len(manifests[0].Layers) {
		return fmt.Errorf("the image has %d layers, its configuration %d", len(manifests[0].Layers), len(config.RootFS.DiffIDs))
	}
	for i, diffID := range config.RootFS.DiffIDs {
		s.layers[diffID] = path.Clean(manifests[0].Layers[i])
	}
	return nil
}

// read returns a small entry.
func (s *savedImage) read(name string) ([]byte, error) {
	content, err := s.open(name)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	text, err := io.ReadAll(io.LimitReader(content, maxKeptEntry+1))
	if err == nil && len(text) > maxKeptEntry {
		err = fmt.Errorf("it has more than %d bytes", maxKeptEntry)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return text, nil
}

// open gives an entry's content, from memory or from another stream.
func (s *savedImage) open(name string) (io.ReadCloser, error) {
	content, link, err := s.find(name)
	if link != "" {
		content, link, err = s.find(link)
	}
	if err == nil && link != "" {
		err = fmt.Errorf("%s is a link to a link", name)
	}
	return content, err
}

// find looks one entry up. Engines before 25 write a layer that stands in an
// image twice as a link to the first.
func (s *savedImage) find(name string) (content io.ReadCloser, link string, err error) {
	if text, ok := s.kept[name]; ok {
		return io.NopCloser(bytes.NewReader(text)), "", nil
	}
	stream, err := s.stream()
	if err != nil {
		return nil, "", err
	}
	for tr := tar.NewReader(stream); ; {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("the image has no %s", name)
		}
		if err != nil {
			return nil, "", errors.Join(err, stream.Close())
		}
		switch {
		case path.Clean(header.Name) != name:
		case header.Typeflag == tar.TypeReg:
			return readCloser{tr, stream.Close}, "", nil
		case header.Typeflag == tar.TypeSymlink:
			return nil, path.Join(path.Dir(name), header.Linkname), stream.Close()
		}
	}
}

// RawConfigFile implements [partial.UncompressedImageCore].
func (s *savedImage) RawConfigFile() ([]byte, error) { return s.config, nil }

// MediaType implements [partial.UncompressedImageCore].
func (s *savedImage) MediaType() (types.MediaType, error) { return types.DockerManifestSchema2, nil }

// LayerByDiffID implements [partial.UncompressedImageCore].
func (s *savedImage) LayerByDiffID(h v1.Hash) (partial.UncompressedLayer, error) {
	name, ok := s.layers[h]
	if !ok {
		return nil, fmt.Errorf("the image has no layer %s", h)
	}
	return &savedLayer{image: s, name: name, diffID: h}, nil
}

// savedLayer is a layer in an image's stream.
type savedLayer struct {
	image  *savedImage
	name   string
	diffID v1.Hash
}

func (l *savedLayer) DiffID() (v1.Hash, error) { return l.diffID, nil }

func (l *savedLayer) MediaType() (types.MediaType, error) { return types.DockerLayer, nil }

// Uncompressed gives the content, unpacked when it is packed, and checked.
func (l *savedLayer) Uncompressed() (io.ReadCloser, error) {
	content, err := l.image.open(l.name)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewReader(content)
	plain := io.Reader(buffered)
	if magic, err := buffered.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		if plain, err = gzip.NewReader(buffered); err != nil {
			return nil, errors.Join(err, content.Close())
		}
	}
	return readCloser{verify(plain, l.diffID, -1), content.Close}, nil
}
