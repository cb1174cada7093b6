package imagestore

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// archiveFile is what an archive's tables of contents say. Blobs are read when
// asked for; nothing is ever unpacked to disk.
type archiveFile struct {
	path      string
	blobs     map[v1.Hash]section
	root      v1.Descriptor // of the image, or of the index it is in
	referrers []v1.Hash
	platforms string // of the index; "" without one

	descriptor v1.Descriptor // of the image
	manifest   *v1.Manifest
	raw        []byte // the manifest's text
}

// section is where a blob's bytes are in the file.
type section struct{ offset, size int64 }

// errNotArchive is reported for a file that is there and can be read, but holds
// something else.
var errNotArchive = errors.New("it is no OCI archive with one image")

// readArchive reads the tables of contents, which are bounded and checked:
// anybody may have written the file. Of an index, p chooses the image as for
// [chosen].
func readArchive(path string, p *v1.Platform) (*archiveFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a := &archiveFile{path: path, blobs: make(map[v1.Hash]section)}
	err = a.contents(f, p)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w: %w", errNotArchive, err)
	}
	return a, err
}

func (a *archiveFile) contents(f *os.File, p *v1.Platform) error {
	top, err := a.scan(f)
	if err != nil {
		return err
	}
	if err := a.chooseRoot(top); err != nil {
		return err
	}
	if !a.root.MediaType.IsIndex() {
		a.descriptor = a.root
		a.raw, a.manifest, err = a.image(a.descriptor)
		return err
	}
	text, err := a.read(a.root, maxManifestSize)
	if err != nil {
		return fmt.Errorf("reading the index: %w", err)
	}
	index, err := parseIndex(text)
	if err != nil {
		return fmt.Errorf("reading the index: %w", err)
	}
	return a.chooseImage(index, p)
}

// chooseRoot takes the archive's one image or index, apart from what refers to it.
func (a *archiveFile) chooseRoot(top *v1.IndexManifest) error {
	var roots []v1.Descriptor
	for _, d := range top.Manifests {
		if isReferrer(d) {
			a.referrers = append(a.referrers, d.Digest)
			continue
		}
		roots = append(roots, d)
	}
	if len(roots) != 1 {
		return fmt.Errorf("it holds %d images, expected one", len(roots))
	}
	a.root = roots[0]
	if !a.root.MediaType.IsImage() && !a.root.MediaType.IsIndex() {
		return fmt.Errorf("it holds a %s, expected an image or an index of images", a.root.MediaType)
	}
	return nil
}

// chooseImage takes the platform's image, once those for all platforms are whole.
func (a *archiveFile) chooseImage(index *v1.IndexManifest, p *v1.Platform) error {
	a.platforms = platformsOf(index)
	want, missing := chosen(index, p)
	for _, d := range imagesIn(index) {
		raw, manifest, err := a.image(d)
		if err != nil {
			return err
		}
		if d.Digest == want.Digest {
			a.descriptor, a.raw, a.manifest = d, raw, manifest
		}
	}
	return missing
}

// image reads an image's manifest, and sees to it that all of its blobs are there.
func (a *archiveFile) image(d v1.Descriptor) ([]byte, *v1.Manifest, error) {
	raw, err := a.read(d, maxManifestSize)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the manifest: %w", err)
	}
	manifest, err := parseManifest(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the manifest: %w", err)
	}
	for _, d := range append([]v1.Descriptor{manifest.Config}, manifest.Layers...) {
		if s, ok := a.blobs[d.Digest]; !ok || s.size != d.Size {
			return nil, nil, fmt.Errorf("the blob %s is missing or cut short", d.Digest)
		}
	}
	return raw, manifest, nil
}

// name is the image's, with everything spelt out; "" when the archive has none.
func (a *archiveFile) name() string { return a.root.Annotations[annotationName] }

// holds tells whether the archive has these, and no others.
func (a *archiveFile) holds(referrers []v1.Image) bool {
	return len(a.referrers) == len(referrers) && !slices.ContainsFunc(referrers, func(img v1.Image) bool {
		digest, err := img.Digest()
		return err != nil || !slices.Contains(a.referrers, digest)
	})
}

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

// parseManifest reads an image's manifest that is small enough already.
func parseManifest(text []byte) (*v1.Manifest, error) {
	m, err := v1.ParseManifest(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return m, checkManifest(m)
}

// parseIndex reads an index that is small enough already.
func parseIndex(text []byte) (*v1.IndexManifest, error) {
	index, err := v1.ParseIndexManifest(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return index, checkIndex(index)
}
