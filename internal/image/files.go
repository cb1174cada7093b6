package image

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// maxLayerSize bounds how much of the artifact's layer is unpacked, in bytes:
// the content, the specification, and a tar file's headers and padding for the
// greatest number of files in folders of their own.
const maxLayerSize = artifact.MaxContentSize + artifact.MaxSpecSize + artifact.MaxFiles*4*1024

// Contents returns the files beside the specification. It pulls the artifact's
// layer, and takes nothing from it but what the specification names with size
// and hash; the specification in the layer must be the one in the label.
func (a *Artifact) Contents() (Contents, error) {
	layer, err := a.layer()
	if err != nil {
		return Contents{}, fmt.Errorf("reading the artifact's files: %w", err)
	}
	content, err := layer.Uncompressed()
	if err != nil {
		return Contents{}, fmt.Errorf("reading the artifact's files: %w", err)
	}
	defer content.Close()
	files, err := a.unpack(bound(content, maxLayerSize))
	if err != nil {
		return Contents{}, fmt.Errorf("reading the artifact's files: %w", err)
	}
	return contentsOf(a.Spec, files), nil
}

// layer is the last one: Build puts the artifact there.
func (a *Artifact) layer() (v1.Layer, error) {
	layers, err := a.img.Layers()
	if err != nil {
		return nil, err
	}
	if len(layers) == 0 {
		return nil, errors.New("the image has no layers")
	}
	return layers[len(layers)-1], nil
}

// unpack reads the layer in memory, by paths under /artifact. Entries that are not
// asked for are passed over, so their names lead nowhere; so do links and devices.
// An entry that comes twice is refused: a container would see the second.
func (a *Artifact) unpack(layer io.Reader) (map[string][]byte, error) {
	wanted := namedBy(a.Spec)
	files := make(map[string][]byte)
	specSeen := false
	tr := tar.NewReader(layer)
	for {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		name, inside := strings.CutPrefix(header.Name, artifact.Folder+"/")
		f, ok := wanted[name]
		switch {
		case header.Typeflag != tar.TypeReg:
		case header.Name == path.Join(artifact.Folder, artifact.SpecFile) && specSeen:
			return nil, fmt.Errorf("/%s is in the image twice", header.Name)
		case header.Name == path.Join(artifact.Folder, artifact.SpecFile):
			if err := a.checkSpec(tr); err != nil {
				return nil, err
			}
			specSeen = true
		case inside && files[name] != nil:
			return nil, fmt.Errorf("/%s is in the image twice", header.Name)
		case ok && inside:
			data, err := readContent(tr, f)
			if err != nil {
				return nil, err
			}
			files[name] = data
			delete(wanted, name)
		}
	}
	if !specSeen {
		return nil, fmt.Errorf("/%s/%s is missing from the image", artifact.Folder, artifact.SpecFile)
	}
	if len(wanted) > 0 {
		return nil, fmt.Errorf("%d files that the specification names are missing from the image", len(wanted))
	}
	return files, nil
}

func (a *Artifact) checkSpec(r io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(r, int64(len(a.text))+1))
	if err != nil {
		return err
	}
	if !bytes.Equal(text, a.text) {
		return fmt.Errorf("/%s/%s is not the specification in the label %s", artifact.Folder, artifact.SpecFile, artifact.LabelSpec)
	}
	return nil
}

func readContent(r io.Reader, f artifact.File) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, f.Size+1))
	if err != nil {
		return nil, fmt.Errorf("unpacking %q: %w", f.Path, err)
	}
	return data, checkContent(f, data)
}
