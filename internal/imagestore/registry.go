package imagestore

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Registry is any registry that speaks the OCI distribution protocol; an
// image's name says which one.
type Registry struct {
	keychain  authn.Keychain
	transport http.RoundTripper
	insecure  []string
	userAgent string
}

var _ Store = (*Registry)(nil)

// NewRegistry returns the place; it connects to nothing.
func NewRegistry(c RegistryConfig) *Registry {
	return &Registry{
		keychain:  c.keychain(),
		transport: &cautiousTransport{next: remote.DefaultTransport, insecure: c.Insecure},
		insecure:  c.Insecure,
		userAgent: c.UserAgent,
	}
}

// Predict implements [Store].
func (r *Registry) Predict(target string, m Manifest) (Stored, error) {
	_, n, err := r.target(target)
	if err != nil {
		return Stored{}, err
	}
	id, err := identify(m)
	if err != nil {
		return Stored{}, err
	}
	return inRegistry(n, id), nil
}

// Put implements [Store]. Layers that the registry has are not sent again.
// Referrers are found by the registry's referrers API, or where it has none, by the
// tag that stands in for it (OCI distribution specification 1.1).
func (r *Registry) Put(ctx context.Context, target string, m Manifest, referrers ...v1.Image) (Stored, error) {
	tag, n, err := r.target(target)
	if err != nil {
		return Stored{}, err
	}
	id, err := identify(m)
	if err != nil {
		return Stored{}, err
	}
	there, err := remote.Head(tag, r.options(ctx)...)
	if err == nil && there.Digest == id.digest {
		return inRegistry(n, id), r.attach(ctx, tag, referrers)
	}
	// A refusal is better explained by the push itself: some registries let in
	// who pushes, and not who only looks.
	if err != nil && !hasAnswered(err) {
		return Stored{}, explain("pushing image", tag, err)
	}
	if err := r.push(ctx, tag, m); err != nil {
		return Stored{}, explainPush(tag, err)
	}
	return inRegistry(n, id), r.attach(ctx, tag, referrers)
}

func (r *Registry) push(ctx context.Context, tag name.Tag, m Manifest) error {
	if index, ok := m.(v1.ImageIndex); ok {
		return remote.WriteIndex(tag, index, r.options(ctx)...)
	}
	img, _, err := imageOf(m)
	if err != nil {
		return err
	}
	return remote.Write(tag, img, r.options(ctx)...)
}

// attach pushes what the registry does not have yet.
func (r *Registry) attach(ctx context.Context, tag name.Tag, referrers []v1.Image) error {
	for _, referrer := range referrers {
		digest, err := referrer.Digest()
		if err != nil {
			return fmt.Errorf("computing the digest of an artifact: %w", err)
		}
		ref := tag.Context().Digest(digest.String())
		if _, err := remote.Head(ref, r.options(ctx)...); err == nil {
			continue
		}
		if err := remote.Write(ref, referrer, r.options(ctx)...); err != nil {
			return &failure.Error{
				Op: "attaching to image", Object: tag.String(), Err: explainPush(tag, err),
				Hint: "The image itself is there. For a registry that takes nothing but images, set sbom = false (--no-sbom).",
			}
		}
	}
	return nil
}

// Remove implements [Store]: the manifest goes, and with it every tag that
// points to it. Its layers are the registry's garbage to collect.
func (r *Registry) Remove(ctx context.Context, reference string) error {
	ref, _, err := r.parse(reference)
	if err != nil {
		return err
	}
	there, err := remote.Head(ref, r.options(ctx)...)
	if err == nil {
		err = remote.Delete(ref.Context().Digest(there.Digest.String()), r.options(ctx)...)
	}
	if err == nil || isNotFound(err) {
		return nil
	}
	return explain("removing image", ref, err)
}

func (r *Registry) options(ctx context.Context) []remote.Option {
	options := []remote.Option{
		remote.WithContext(ctx),
		remote.WithAuthFromKeychain(r.keychain),
		remote.WithTransport(r.transport),
	}
	if r.userAgent != "" {
		options = append(options, remote.WithUserAgent(r.userAgent))
	}
	return options
}

// parse reads a reference to pull; a digest goes before the tag beside it.
func (r *Registry) parse(reference string) (name.Reference, imageName, error) {
	n, err := parseName(reference)
	if err != nil {
		return nil, imageName{}, err
	}
	text := n.full()
	if n.digest != "" {
		text = n.tagged.Name() + "@" + n.digest
	}
	ref, err := name.ParseReference(text, r.nameOptions(n)...)
	if err != nil {
		return nil, imageName{}, badName(reference, err)
	}
	return ref, n, nil
}

// target reads the name to push to.
func (r *Registry) target(text string) (name.Tag, imageName, error) {
	n, err := parseTarget(text)
	if err != nil {
		return name.Tag{}, imageName{}, err
	}
	if n.isOfficial() {
		return name.Tag{}, imageName{}, badName(text, errors.New("it names no registry, expected one such as registry.example.com/team/db-artifact"))
	}
	tag, err := name.NewTag(n.full(), r.nameOptions(n)...)
	if err != nil {
		return name.Tag{}, imageName{}, badName(text, err)
	}
	return tag, n, nil
}

func (r *Registry) nameOptions(n imageName) []name.Option {
	if listsHost(r.insecure, n.host()) {
		return []name.Option{name.Insecure}
	}
	return nil
}

func inRegistry(n imageName, id identity) Stored {
	digest := id.digest.String()
	return Stored{Reference: n.pinned(digest), Digest: digest, ImageID: id.imageID.String(), Platforms: id.platforms}
}
