package image

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// maxConfigSize bounds an image's configuration in bytes: twice the largest
// specification, whose quotation marks are escaped in there, and room for the
// rest.
const maxConfigSize = 2*artifact.MaxSpecSize + 1<<20

// ErrNotArtifact is reported for an image that carries no specification.
var ErrNotArtifact = errors.New("the image is not a database artifact")

// Artifact is what an image carries.
type Artifact struct {
	Spec artifact.Spec
	// Digest is the artifact digest: see [artifact.Spec.Digest].
	Digest string
	// Platform is the one its runtime runs on, such as linux/amd64.
	Platform string
	// Labels are those that are not ours.
	Labels map[string]string

	img  v1.Image
	text []byte // of the specification, as it stands in the label
}

// Open reads an artifact from the configuration of img alone; no layer is
// pulled. Whoever made the image is not trusted: what is read is bounded and
// checked. It reports [ErrNotArtifact], and [artifact.ErrSpecTooNew] for one of
// a later release.
func Open(img v1.Image) (*Artifact, error) {
	const op = "opening the artifact"
	raw, err := img.RawConfigFile()
	if err != nil {
		return nil, fmt.Errorf("%s: reading the image's configuration: %w", op, err)
	}
	if len(raw) > maxConfigSize {
		return nil, &failure.Error{Op: op, Err: fmt.Errorf("the image's configuration has %d bytes, at most %d are read", len(raw), maxConfigSize)}
	}
	config, err := v1.ParseConfigFile(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: reading the image's configuration: %w", op, err)
	}
	label, ok := config.Config.Labels[artifact.LabelSpec]
	if !ok {
		return nil, &failure.Error{
			Op: op, Err: fmt.Errorf("%w: it has no label %s", ErrNotArtifact, artifact.LabelSpec),
			Hint: "Give an image that dbartifact_image, or this program's build command, has made.",
		}
	}
	spec, err := artifact.DecodeSpec([]byte(label))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	digest := artifact.DigestOf([]byte(label))
	if got := config.Config.Labels[artifact.LabelDigest]; got != digest {
		return nil, &failure.Error{
			Op: op, Err: fmt.Errorf("the specification's digest is %s, its label says %q", digest, got),
			Hint: "Somebody edited the image's labels. Build the artifact again.",
		}
	}
	others := maps.Clone(config.Config.Labels)
	maps.DeleteFunc(others, func(key, _ string) bool { return strings.HasPrefix(key, artifact.LabelPrefix) })
	if err := checkWords("label", others); err != nil {
		return nil, &failure.Error{
			Op: op, Err: fmt.Errorf("reading its labels: %w", err),
			Hint: "This image was not made by dbartifact_image, or was changed since. Build the artifact again.",
		}
	}
	return &Artifact{
		Spec: spec, Digest: digest, Platform: config.OS + "/" + config.Architecture, Labels: others,
		img: img, text: []byte(label),
	}, nil
}
