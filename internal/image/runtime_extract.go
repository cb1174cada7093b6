package image

import (
	"archive/tar"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Bounds of an image that a runtime is taken from, in bytes and in layers. The
// runtime has some 75 MB.
const (
	maxRuntimeSize   = 192 << 20
	maxRuntimeLayer  = 256 << 20
	maxRuntimeLayers = 32
)

// ErrNoRuntime is reported for an image that has no file /dbartifact.
var ErrNoRuntime = errors.New("the image has no /" + runtimePath)

// ExtractRuntime copies the file /dbartifact out of an image, such as an artifact
// or the one that a release publishes. The layer it is in is read to its end and
// held against its digest before this returns nil.
func ExtractRuntime(img v1.Image, w io.Writer) error {
	layers, err := img.Layers()
	if err != nil {
		return fmt.Errorf("extracting the runtime: %w", err)
	}
	if len(layers) > maxRuntimeLayers {
		return fmt.Errorf("extracting the runtime: the image has %d layers, at most %d are read", len(layers), maxRuntimeLayers)
	}
	for _, layer := range layers {
		found, err := extractFrom(layer, w)
		if err != nil {
			return fmt.Errorf("extracting the runtime: %w", err)
		}
		if found {
			return nil
		}
	}
	return fmt.Errorf("extracting the runtime: %w", ErrNoRuntime)
}

func extractFrom(layer v1.Layer, w io.Writer) (found bool, err error) {
	content, err := layer.Uncompressed()
	if err != nil {
		return false, err
	}
	defer content.Close()
	sum := sha256.New()
	bounded := bound(io.TeeReader(content, sum), maxRuntimeLayer)
	for tr := tar.NewReader(bounded); !found; {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return false, err
		}
		if path.Clean("/"+header.Name) != "/"+runtimePath || header.Typeflag != tar.TypeReg {
			continue
		}
		if header.Size > maxRuntimeSize {
			return false, fmt.Errorf("/%s has %d bytes, at most %d are read", runtimePath, header.Size, maxRuntimeSize)
		}
		if _, err := io.Copy(w, tr); err != nil {
			return false, err
		}
		found = true
	}
	if !found {
		return false, nil
	}
	if _, err := io.Copy(io.Discard, bounded); err != nil {
		return false, err
	}
	want, err := layer.DiffID()
	if err != nil {
		return false, err
	}
	if got := hashOf(sum); got != want {
		return false, fmt.Errorf("the layer's content has the digest %s, expected %s", got, want)
	}
	return true, nil
}
