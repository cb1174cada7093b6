// Package image turns an artifact into an OCI image in memory, and back.
package image

import (
	"errors"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// ErrNotArtifact is reported for an image that carries no specification.
var ErrNotArtifact = errors.New("not a database artifact")

// ParsePlatform reads linux/amd64 or linux/arm64; "" is this host's.
func ParsePlatform(s string) (v1.Platform, error) { return v1.Platform{}, errors.New("not built yet") }

// Runtime is this program's static Linux executable.
type Runtime struct{}

// OpenRuntime checks the executable at path for platform p.
func OpenRuntime(path string, p v1.Platform) (*Runtime, error) {
	return nil, errors.New("not built yet")
}

// Content is one file under /artifact.
type Content struct {
	Path string
	Data []byte
}

// ChangelogFiles places a changelog's files, keyed by their paths in the
// specification, where the image keeps them.
func ChangelogFiles(contents map[string][]byte) []Content { return nil }

// Input is everything an image is made of.
type Input struct {
	Spec     artifact.Spec
	Files    []Content
	Runtime  *Runtime
	Platform v1.Platform
	Labels   map[string]string
}

// Build assembles the image.
func Build(in Input) (v1.Image, error) { return nil, errors.New("not built yet") }

// Artifact is what an image carries.
type Artifact struct {
	Spec   artifact.Spec
	Digest string
}

// Open reads the artifact in img from its configuration alone.
func Open(img v1.Image) (*Artifact, error) { return nil, errors.New("not built yet") }

// Files returns the files of the changelog, keyed by their paths in the
// specification, each checked against its hash; pulls the artifact's layer.
func (a *Artifact) Files() (map[string][]byte, error) { return nil, errors.New("not built yet") }
