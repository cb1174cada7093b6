package imagestore

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Names inside a bundle: OCI image layout specification, and Docker Image
// Specification v1.2, "Combined Image JSON + Filesystem Changeset Format".
const (
	layoutFile         = "oci-layout"
	layoutText         = `{"imageLayoutVersion":"1.0.0"}`
	indexFile          = "index.json"
	dockerManifestFile = "manifest.json"
	blobDir            = "blobs/sha256/"
)

// Annotations that carry an image's name in a layout: of OCI, and what
// containerd (and so a newer Docker Engine) goes by.
const (
	annotationTag  = "org.opencontainers.image.ref.name"
	annotationName = "io.containerd.image.name"
)

// entry is one file of a bundle. Open gives exactly size bytes.
type entry struct {
	name string
	size int64
	open func() (io.ReadCloser, error)
}

// writeBundle writes an image, or an index of images, as one tar file that is an
// OCI layout and what `docker save` writes, both at once and over the same blobs:
// skopeo and podman read the one, Docker Engine 20.10 the other, newer Engines
// either. The same input gives the same bytes.
func writeBundle(ctx context.Context, w io.Writer, name imageName, m Manifest, referrers []v1.Image) error {
	entries, err := bundle(name, m, referrers)
	if err != nil {
		return err
	}
	tw := tar.NewWriter(w)
	for _, folder := range []string{"blobs/", blobDir} {
		if err := tw.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: folder, Mode: 0o755, ModTime: epoch}); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if err := e.write(ctx, tw); err != nil {
			return fmt.Errorf("writing %s: %w", e.name, err)
		}
	}
	return tw.Close()
}

// epoch is the time of every entry.
var epoch = time.Unix(0, 0).UTC()

func (e entry) write(ctx context.Context, tw *tar.Writer) error {
	content, err := e.open()
	if err != nil {
		return err
	}
	defer content.Close()
	if err := tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: e.size, Mode: 0o644, ModTime: epoch}); err != nil {
		return err
	}
	_, err = io.Copy(tw, contextReader{ctx, content})
	return err
}

func inMemory(name string, text []byte) entry {
	return entry{name: name, size: int64(len(text)), open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(text)), nil
	}}
}

// layerEntry checks what it writes: a layer may be made of files that change.
func layerEntry(d v1.Descriptor, layer v1.Layer) entry {
	return entry{name: blobDir + d.Digest.Hex, size: d.Size, open: func() (io.ReadCloser, error) {
		content, err := layer.Compressed()
		if err != nil {
			return nil, err
		}
		return readCloser{verify(content, d.Digest, d.Size), content.Close}, nil
	}}
}
