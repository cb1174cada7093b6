package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

// folderAround is where the artifact is that this program is packed with.
const folderAround = "/" + artifact.Folder

// packed is an artifact, and what its image says beside it.
type packed struct {
	spec   artifact.Spec
	digest string
	// contact is whom its publisher wants to be asked; "" when a named image does
	// not say. The one around us is shown with every error: see console.
	contact string
	// inside says that this program is running out of the artifact's image.
	inside bool
	// contents reads the files beside the specification.
	contents func() (image.Contents, error)
}

// artifact opens the one of the named image, or the one around us.
func (c convergeCommand) artifact(ctx context.Context, process Process) (packed, error) {
	if c.Image == "" {
		return artifactAround()
	}
	where, err := c.places(process)
	if err != nil {
		return packed{}, err
	}
	img, _, err := where.Open(ctx, c.Image)
	if err != nil {
		return packed{}, err
	}
	opened, err := image.Open(img)
	if err != nil {
		return packed{}, err
	}
	return packed{spec: opened.Spec, digest: opened.Digest, contact: oneLine(opened.Labels[artifact.LabelContact]), contents: opened.Contents}, nil
}

// artifactAround opens the artifact that this program is packed with.
func artifactAround() (packed, error) {
	data, err := os.ReadFile(filepath.Join(folderAround, artifact.SpecFile))
	if errors.Is(err, fs.ErrNotExist) {
		return packed{}, usageError{errors.New("no image was named, and this program is not packed in one")}
	}
	if err != nil {
		return packed{}, fmt.Errorf("reading the artifact: %w", err)
	}
	spec, err := artifact.DecodeSpec(data)
	if err != nil {
		return packed{}, err
	}
	return packed{spec: spec, digest: artifact.DigestOf(data), inside: true, contents: func() (image.Contents, error) { return contentsAround(spec) }}, nil
}

// contentsAround reads the files of the artifact that this program is packed
// in.
func contentsAround(spec artifact.Spec) (image.Contents, error) {
	return image.ReadContents(spec, os.DirFS(folderAround))
}
