package provider

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// maxCachedContents bounds the files on disk, in bytes.
const maxCachedContents = 256 << 20

// contentCache remembers the files of artifacts by their hashes, for the same
// reason as [specCache]: a plan looks into images that are not published yet.
type contentCache struct {
	mu     sync.Mutex
	memory map[string][]byte
	folder usercache.Folder
}

func newContentCache() *contentCache {
	return &contentCache{memory: map[string][]byte{}, folder: usercache.Open("files", maxCachedContents)}
}

// put remembers a file. Writing to disk is best effort.
func (c *contentCache) put(data []byte) {
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.memory[name]; !known {
		c.memory[name] = data
		_ = c.folder.Write(name, data)
	}
}

// get finds the file that a specification names.
func (c *contentCache) get(f artifact.File) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if data, known := c.memory[f.SHA256]; known {
		return data, true
	}
	data, err := c.folder.Read(f.SHA256, f.Size)
	if sum := sha256.Sum256(data); err != nil || hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, false
	}
	c.memory[f.SHA256] = data
	return data, true
}

// remember keeps what a converged cluster needs of an artifact's files.
func (c *contentCache) remember(contents image.Contents) {
	if contents.Compiled != nil {
		c.put(contents.Compiled)
	}
	for _, data := range contents.CloneScripts {
		c.put(data)
	}
}

// workFiles are the compiled schema and the masking scripts of an artifact:
// remembered ones, else out of the image. With changelog they are out of the
// image, and its changelog among them.
func (s *session) workFiles(ctx context.Context, reference string, spec artifact.Spec, changelog bool) (image.Contents, error) {
	if found, ok := s.contents.all(spec); ok && !changelog {
		return found, nil
	}
	img, _, err := s.places.Open(ctx, reference)
	if err != nil {
		return image.Contents{}, err
	}
	opened, err := image.Open(img)
	if err != nil {
		return image.Contents{}, err
	}
	if digest, err := spec.Digest(); err != nil || opened.Digest != digest {
		return image.Contents{}, fmt.Errorf("image %q holds artifact %s, not %s: %w", reference, opened.Digest, digest, err)
	}
	contents, err := opened.Contents()
	if err == nil {
		s.contents.remember(contents)
	}
	return contents, err
}

// all finds every file that work needs; false when one is missing.
func (c *contentCache) all(spec artifact.Spec) (image.Contents, bool) {
	found := image.Contents{CloneScripts: map[string][]byte{}}
	if spec.Compiled != nil {
		data, ok := c.get(*spec.Compiled)
		if !ok {
			return found, false
		}
		found.Compiled = data
	}
	for _, f := range spec.CloneScripts {
		data, ok := c.get(f)
		if !ok {
			return found, false
		}
		found.CloneScripts[f.Path] = data
	}
	return found, true
}
