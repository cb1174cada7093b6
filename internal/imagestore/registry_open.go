package imagestore

import (
	"context"
	"fmt"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// Find implements [Store].
func (r *Registry) Find(ctx context.Context, reference string) (Stored, error) {
	_, stored, err := r.Open(ctx, reference)
	return stored, err
}

// Open implements [Store].
func (r *Registry) Open(ctx context.Context, reference string) (v1.Image, Stored, error) {
	return r.open(ctx, reference, nil)
}

// OpenFor implements [Store].
func (r *Registry) OpenFor(ctx context.Context, reference string, p v1.Platform) (v1.Image, Stored, error) {
	return r.open(ctx, reference, &p)
}

// open fetches manifests only.
func (r *Registry) open(ctx context.Context, reference string, p *v1.Platform) (v1.Image, Stored, error) {
	ref, n, err := r.parse(reference)
	if err != nil {
		return nil, Stored{}, err
	}
	found, err := remote.Get(ref, r.options(ctx)...)
	if err != nil {
		return nil, Stored{}, explain("pulling image", ref, err)
	}
	stored := Stored{Reference: reference, Digest: found.Digest.String()}
	if n.digest == "" {
		stored.Reference = n.pinned(stored.Digest)
	}
	if found.MediaType.IsIndex() {
		found, stored.Platforms, err = r.choose(ctx, ref, found, p)
	}
	if err != nil {
		return nil, Stored{}, explain("pulling image", ref, err)
	}
	img, manifest, err := pulled(found)
	if err != nil {
		return nil, Stored{}, explain("pulling image", ref, err)
	}
	stored.ImageID = manifest.Config.Digest.String()
	return img, stored, nil
}

// choose takes one image's manifest out of an index. It is asked for by its digest,
// so it is what the index says or nothing.
func (r *Registry) choose(ctx context.Context, ref name.Reference, index *remote.Descriptor, p *v1.Platform) (img *remote.Descriptor, platforms string, err error) {
	list, err := parseIndex(index.Manifest)
	if err != nil {
		return nil, "", err
	}
	d, err := chosen(list, p)
	if err != nil {
		return nil, "", err
	}
	img, err = remote.Get(ref.Context().Digest(d.Digest.String()), r.options(ctx)...)
	if err != nil {
		return nil, "", err
	}
	if !img.MediaType.IsImage() {
		return nil, "", fmt.Errorf("the index lists %s as an image, and it is a %s", d.Digest, img.MediaType)
	}
	return img, platformsOf(list), nil
}

// pulled checks a manifest before anything is fetched that it lists.
func pulled(found *remote.Descriptor) (v1.Image, *v1.Manifest, error) {
	if !found.MediaType.IsImage() {
		return nil, nil, fmt.Errorf("it is a %s, expected an image or an index of images", found.MediaType)
	}
	manifest, err := parseManifest(found.Manifest)
	if err != nil {
		return nil, nil, err
	}
	img, err := found.Image()
	return img, manifest, err
}
