package provider

import (
	"context"
	"strings"
	"sync"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// maxCachedSpecs bounds the specifications on disk, in bytes; one has some
// thousand.
const maxCachedSpecs = 16 << 20

// specCache remembers specifications by the digest that a reference carries,
// so that a cluster's plan finds the artifact of an image that is itself only
// planned. Memory serves within a process; the user's cache folder carries it
// over to other provider aliases and to the apply, which are processes of
// their own.
type specCache struct {
	mu     sync.Mutex
	memory map[string]artifact.Spec
	folder usercache.Folder
}

func newSpecCache() *specCache {
	return &specCache{memory: map[string]artifact.Spec{}, folder: usercache.Open("specs", maxCachedSpecs)}
}

// put remembers the specification behind a reference. Writing to disk is best
// effort: without it, the store is asked.
func (c *specCache) put(reference string, spec artifact.Spec) {
	digest := pinnedDigest(reference)
	if digest == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.memory[digest]; known {
		return
	}
	c.memory[digest] = spec
	if data, err := spec.Canonical(); err == nil {
		_ = c.folder.Write(cachedSpec(digest), data)
	}
}

// get finds the specification behind a reference; false when nobody here has
// seen it, or when the reference carries no digest.
func (c *specCache) get(reference string) (artifact.Spec, bool) {
	digest := pinnedDigest(reference)
	if digest == "" {
		return artifact.Spec{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if spec, ok := c.memory[digest]; ok {
		return spec, true
	}
	data, err := c.folder.Read(cachedSpec(digest), artifact.MaxSpecSize)
	if err != nil {
		return artifact.Spec{}, false
	}
	spec, err := artifact.DecodeSpec(data)
	if err != nil {
		return artifact.Spec{}, false
	}
	c.memory[digest] = spec
	return spec, true
}

func cachedSpec(digest string) string {
	return strings.ReplaceAll(digest, ":", "-") + ".json"
}

// pinnedDigest is the digest at the end of a reference, "" when there is none
// of the only kind we write.
func pinnedDigest(reference string) string {
	digest := reference[strings.LastIndex(reference, "@")+1:]
	hex, isSHA := strings.CutPrefix(digest, "sha256:")
	if !isSHA || len(hex) != 64 || strings.Trim(hex, "0123456789abcdef") != "" {
		return ""
	}
	return digest
}

// artifactOf finds the specification behind an image reference: in memory, in
// the user's cache, and last in the stores, as docker run would look for it.
// The answer's reference is pinned by a digest.
func (s *session) artifactOf(ctx context.Context, reference string) (artifact.Spec, error) {
	if spec, ok := s.specs.get(reference); ok {
		return spec, nil
	}
	img, stored, err := s.places.Open(ctx, reference)
	if err != nil {
		return artifact.Spec{}, err
	}
	opened, err := image.Open(img)
	if err != nil {
		return artifact.Spec{}, err
	}
	s.specs.put(stored.Reference, opened.Spec)
	return opened.Spec, nil
}
