package imagestore

import (
	"errors"
	"strings"

	"github.com/distribution/reference"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// imageName is a name with a tag, and perhaps the digest of what it names, by
// Docker's own grammar.
type imageName struct {
	tagged reference.NamedTagged
	digest string // "sha256:..." or ""
	// byDigest is true for name@digest, without a tag of its own.
	byDigest bool
}

// parseName reads a name or a reference. Without a tag it is "latest", as for
// docker run.
func parseName(text string) (imageName, error) {
	named, err := reference.ParseDockerRef(text)
	if err != nil {
		return imageName{}, badName(text, err)
	}
	_, byDigest := named.(reference.Digested)
	// ParseDockerRef drops the tag beside a digest; the tag is wanted.
	whole, err := reference.ParseNormalizedNamed(text)
	if err != nil {
		return imageName{}, badName(text, err)
	}
	n := imageName{}
	if digested, ok := whole.(reference.Digested); ok {
		n.digest = digested.Digest().String()
		if _, err := v1.NewHash(n.digest); err != nil {
			return imageName{}, badName(text, err)
		}
	}
	tag := "latest"
	if tagged, ok := whole.(reference.Tagged); ok {
		tag, byDigest = tagged.Tag(), false
	}
	n.byDigest = byDigest
	n.tagged, err = reference.WithTag(reference.TrimNamed(whole), tag)
	if err != nil {
		return imageName{}, badName(text, err)
	}
	return n, nil
}

// parseTarget reads the name that an image is to get: no digest, which only the
// image itself can give.
func parseTarget(text string) (imageName, error) {
	n, err := parseName(text)
	if err == nil && n.digest != "" {
		err = badName(text, errors.New("it has a digest, expected a name and a tag"))
	}
	return n, err
}

func badName(text string, err error) error {
	return &failure.Error{
		Op: "reading image name", Object: text, Err: err,
		Hint: "Give a name as for docker build -t, such as db-artifact:latest or registry.example.com/team/db-artifact:v1.",
	}
}

// String is the name as people write it: db-artifact:latest.
func (n imageName) String() string { return reference.FamiliarString(n.tagged) }

// full is the name with everything spelt out:
// docker.io/library/db-artifact:latest.
func (n imageName) full() string { return n.tagged.String() }

func (n imageName) tag() string { return n.tagged.Tag() }

// repository is the name without its tag, as people write it.
func (n imageName) repository() string { return reference.FamiliarName(n.tagged) }

// pinned is the name with the digest of what it names.
func (n imageName) pinned(digest string) string { return n.String() + "@" + digest }

// host is the registry's, as ggcr names it: Docker's own is index.docker.io.
func (n imageName) host() string {
	if domain := reference.Domain(n.tagged); domain != "docker.io" {
		return domain
	}
	return name.DefaultRegistry
}

// isOfficial tells whether the name is one of Docker's own images, as every name
// without a registry and a user is. Nobody else can push there.
func (n imageName) isOfficial() bool { return strings.HasPrefix(n.full(), "docker.io/library/") }
