package imagestore

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// dockerManifest is one element of manifest.json.
type dockerManifest struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// bundle lists the files of an image or an index by name, each blob once.
func bundle(name imageName, m Manifest, referrers []v1.Image) ([]entry, error) {
	l := &bundleList{}
	images, err := imagesOf(m)
	if err != nil {
		return nil, err
	}
	for i, img := range images {
		docker, err := l.image(img)
		if err != nil {
			return nil, err
		}
		if i == 0 { // docker load knows no index: the first platform gets the name
			docker.RepoTags = []string{name.String()}
		}
		l.docker = append(l.docker, docker)
	}
	root, err := l.manifest(m)
	if err != nil {
		return nil, err
	}
	root.Annotations = map[string]string{annotationName: name.full(), annotationTag: name.tag()}
	l.top = append(l.top, root)
	for _, referrer := range referrers {
		if err := l.referrer(referrer); err != nil {
			return nil, err
		}
	}
	return l.finish()
}

// imagesOf lists the images of an index, or the one.
func imagesOf(m Manifest) ([]v1.Image, error) {
	index, ok := m.(v1.ImageIndex)
	if !ok {
		img, _, err := imageOf(m)
		return []v1.Image{img}, err
	}
	list, err := index.IndexManifest()
	if err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	var images []v1.Image
	for _, d := range imagesIn(list) {
		img, err := index.Image(d.Digest)
		if err != nil {
			return nil, fmt.Errorf("reading the index: %w", err)
		}
		images = append(images, img)
	}
	return images, nil
}

// bundleList is a bundle that is being put together.
type bundleList struct {
	entries []entry
	top     []v1.Descriptor
	docker  []dockerManifest
}

// image adds an image's manifest, configuration and layers.
func (l *bundleList) image(img v1.Image) (dockerManifest, error) {
	if _, err := l.manifest(img); err != nil {
		return dockerManifest{}, err
	}
	manifest, err := img.Manifest()
	if err != nil {
		return dockerManifest{}, fmt.Errorf("reading the image's manifest: %w", err)
	}
	config, err := img.RawConfigFile()
	if err != nil {
		return dockerManifest{}, fmt.Errorf("reading the image's configuration: %w", err)
	}
	docker := dockerManifest{Config: blobDir + manifest.Config.Digest.Hex}
	l.entries = append(l.entries, inMemory(docker.Config, config))
	for _, d := range manifest.Layers {
		layer, err := img.LayerByDigest(d.Digest)
		if err != nil {
			return dockerManifest{}, fmt.Errorf("finding the layer %s: %w", d.Digest, err)
		}
		docker.Layers = append(docker.Layers, blobDir+d.Digest.Hex)
		l.entries = append(l.entries, layerEntry(d, layer))
	}
	return docker, nil
}

// manifest adds the text of a manifest or an index, and describes it.
func (l *bundleList) manifest(m Manifest) (v1.Descriptor, error) {
	text, textErr := m.RawManifest()
	digest, digestErr := m.Digest()
	mediaType, typeErr := m.MediaType()
	if err := errors.Join(textErr, digestErr, typeErr); err != nil {
		return v1.Descriptor{}, fmt.Errorf("reading the image's manifest: %w", err)
	}
	l.entries = append(l.entries, inMemory(blobDir+digest.Hex, text))
	return v1.Descriptor{MediaType: mediaType, Digest: digest, Size: int64(len(text))}, nil
}

func (l *bundleList) referrer(img v1.Image) error {
	if _, err := l.image(img); err != nil {
		return err
	}
	d, err := l.manifest(img)
	if err != nil {
		return err
	}
	manifest, err := img.Manifest()
	if err != nil {
		return fmt.Errorf("reading the artifact's manifest: %w", err)
	}
	d.ArtifactType = cmp.Or(manifest.ArtifactType, string(manifest.Config.MediaType))
	l.top = append(l.top, d)
	return nil
}

// finish adds the tables of contents.
func (l *bundleList) finish() ([]entry, error) {
	index, err := json.Marshal(v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: l.top})
	if err != nil {
		return nil, fmt.Errorf("encoding the index: %w", err)
	}
	docker, err := json.Marshal(l.docker)
	if err != nil {
		return nil, fmt.Errorf("encoding Docker's manifest: %w", err)
	}
	l.entries = append(l.entries, inMemory(indexFile, index), inMemory(layoutFile, []byte(layoutText)), inMemory(dockerManifestFile, docker))
	slices.SortStableFunc(l.entries, func(a, b entry) int { return cmp.Compare(a.name, b.name) })
	return slices.CompactFunc(l.entries, func(a, b entry) bool { return a.name == b.name }), nil
}
