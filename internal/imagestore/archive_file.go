package imagestore

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// maxArchiveEntries bounds how many entries of a tar file are looked at.
const maxArchiveEntries = 10_000

// archiveFile is what an archive's tables of contents say. Blobs are read when
// asked for; nothing is ever unpacked to disk.
type archiveFile struct {
	path       string
	blobs      map[v1.Hash]section
	descriptor v1.Descriptor
	manifest   *v1.Manifest
	raw        []byte // the manifest's text
}

// section is where a blob's bytes are in the file.
type section struct{ offset, size int64 }

// errNotArchive is reported for a file that is there and can be read, but holds
// something else.
var errNotArchive = errors.New("it is no OCI archive with one image")

// readArchive reads the tables of contents, which are bounded and checked:
// anybody may have written the file.
func readArchive(path string) (*archiveFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a := &archiveFile{path: path, blobs: make(map[v1.Hash]section)}
	if err := a.contents(f); err != nil {
		return nil, fmt.Errorf("%w: %w", errNotArchive, err)
	}
	return a, nil
}

func (a *archiveFile) contents(f *os.File) error {
	index, err := a.scan(f)
	if err != nil {
		return err
	}
	if err := a.choose(index); err != nil {
		return err
	}
	a.raw, err = a.read(a.descriptor, maxManifestSize)
	if err != nil {
		return fmt.Errorf("reading the manifest: %w", err)
	}
	a.manifest, err = v1.ParseManifest(bytes.NewReader(a.raw))
	if err != nil {
		return fmt.Errorf("reading the manifest: %w", err)
	}
	for _, d := range append([]v1.Descriptor{a.manifest.Config}, a.manifest.Layers...) {
		if s, ok := a.blobs[d.Digest]; !ok || s.size != d.Size {
			return fmt.Errorf("the blob %s is missing or cut short", d.Digest)
		}
	}
	return nil
}

// scan notes where each blob is, and returns the index.
func (a *archiveFile) scan(f *os.File) (*v1.IndexManifest, error) {
	var index *v1.IndexManifest
	tr := tar.NewReader(f)
	for n := 0; ; n++ {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading it as a tar file: %w", err)
		}
		if n == maxArchiveEntries {
			return nil, fmt.Errorf("it has more than %d entries", maxArchiveEntries)
		}
		name := strings.TrimPrefix(header.Name, "./")
		if header.Typeflag != tar.TypeReg {
			continue
		}
		if name == indexFile {
			if index, err = v1.ParseIndexManifest(io.LimitReader(tr, maxManifestSize)); err != nil {
				return nil, fmt.Errorf("reading %s: %w", indexFile, err)
			}
		}
		if hex, ok := strings.CutPrefix(name, blobDir); ok {
			if h, err := v1.NewHash("sha256:" + hex); err == nil {
				// The tar reader reads a header at a time and nothing ahead, so
				// the file now stands at the content's first byte.
				offset, err := f.Seek(0, io.SeekCurrent)
				if err != nil {
					return nil, err
				}
				a.blobs[h] = section{offset, header.Size}
			}
		}
	}
	if index == nil {
		return nil, fmt.Errorf("%s is missing", indexFile)
	}
	return index, nil
}

// choose takes the index's one image.
func (a *archiveFile) choose(index *v1.IndexManifest) error {
	if len(index.Manifests) != 1 {
		return fmt.Errorf("it holds %d images, expected one", len(index.Manifests))
	}
	a.descriptor = index.Manifests[0]
	if !a.descriptor.MediaType.IsImage() {
		return fmt.Errorf("it holds a %s, expected an image for one platform", a.descriptor.MediaType)
	}
	return nil
}

// name is the image's, with everything spelt out; "" when the archive has none.
func (a *archiveFile) name() string { return a.descriptor.Annotations[annotationName] }

func (a *archiveFile) read(d v1.Descriptor, limit int64) ([]byte, error) {
	content, err := a.open(d)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	return readAll(content, d.Digest, d.Size, limit)
}

// open gives a blob's content, checked against its digest.
func (a *archiveFile) open(d v1.Descriptor) (io.ReadCloser, error) {
	s, ok := a.blobs[d.Digest]
	if !ok {
		return nil, fmt.Errorf("the blob %s is missing", d.Digest)
	}
	f, err := os.Open(a.path)
	if err != nil {
		return nil, err
	}
	return readCloser{verify(io.NewSectionReader(f, s.offset, s.size), d.Digest, d.Size), f.Close}, nil
}

// image reads the configuration, and leaves the layers where they are.
func (a *archiveFile) image() (v1.Image, error) {
	config, err := a.read(a.manifest.Config, maxConfigSize)
	if err != nil {
		return nil, fmt.Errorf("reading the image's configuration: %w", err)
	}
	return partial.CompressedToImage(&archiveImage{archiveFile: a, config: config})
}

// archiveImage is an image whose layers lie in an archive.
type archiveImage struct {
	*archiveFile
	config []byte
}

func (i *archiveImage) RawConfigFile() ([]byte, error) { return i.config, nil }

func (i *archiveImage) RawManifest() ([]byte, error) { return i.raw, nil }

func (i *archiveImage) MediaType() (types.MediaType, error) { return i.descriptor.MediaType, nil }

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
