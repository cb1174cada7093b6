package imagestore

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// archivePrefix begins a reference to an archive, as for skopeo and podman
// (containers-transports(5)).
const archivePrefix = "oci-archive:"

// Archive is an OCI archive: one tar file that holds one image or one index, and
// what refers to it. `docker load` takes it too.
type Archive struct{ path string }

var _ Store = (*Archive)(nil)

// NewArchive returns the place at path, which need not exist. A relative path
// stays relative in references: a plan in one checkout and an apply in another
// must name the archive alike.
func NewArchive(path string) *Archive {
	return &Archive{path: filepath.Clean(path)}
}

// Predict implements [Store].
func (a *Archive) Predict(name string, m Manifest) (Stored, error) {
	if _, err := parseTarget(name); err != nil {
		return Stored{}, err
	}
	id, err := identify(m)
	if err != nil {
		return Stored{}, err
	}
	return a.stored(id), nil
}

// Put implements [Store]. The archive holds the referrers too. The file appears whole or not at all; a file that is
// no OCI archive is never overwritten. Missing folders are made.
func (a *Archive) Put(ctx context.Context, name string, m Manifest, referrers ...v1.Image) (Stored, error) {
	target, err := parseTarget(name)
	if err != nil {
		return Stored{}, err
	}
	id, err := identify(m)
	if err != nil {
		return Stored{}, err
	}
	there, err := readArchive(a.path, nil)
	switch {
	case err == nil && there.root.Digest == id.digest && there.name() == target.full() && there.holds(referrers):
		return a.stored(id), nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return Stored{}, a.explain("replacing the archive", err)
	}
	if err := a.write(ctx, target, m, referrers); err != nil {
		return Stored{}, fmt.Errorf("writing the archive %q: %w", a.path, err)
	}
	return a.stored(id), nil
}

func (a *Archive) write(ctx context.Context, name imageName, m Manifest, referrers []v1.Image) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	dir := filepath.Dir(a.path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(a.path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreClosed(f.Close()), os.Remove(f.Name()))
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<20)
	if err := writeBundle(ctx, buffered, name, m, referrers); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), a.path)
}

// Find implements [Store].
func (a *Archive) Find(ctx context.Context, reference string) (Stored, error) {
	_, stored, err := a.Open(ctx, reference)
	return stored, err
}

// Open implements [Store].
func (a *Archive) Open(ctx context.Context, reference string) (v1.Image, Stored, error) {
	return a.open(ctx, reference, nil)
}

// OpenFor implements [Store].
func (a *Archive) OpenFor(ctx context.Context, reference string, p v1.Platform) (v1.Image, Stored, error) {
	return a.open(ctx, reference, &p)
}

func (a *Archive) open(ctx context.Context, reference string, p *v1.Platform) (v1.Image, Stored, error) {
	digest, err := a.digestIn(reference)
	if err != nil {
		return nil, Stored{}, err
	}
	if err := ctx.Err(); err != nil {
		return nil, Stored{}, fmt.Errorf("opening the archive %q: %w", a.path, err)
	}
	there, err := readArchive(a.path, p)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Stored{}, fmt.Errorf("opening the archive %q: %w: no such file", a.path, ErrNotFound)
	}
	if errors.Is(err, ErrNotFound) {
		return nil, Stored{}, fmt.Errorf("opening the archive %q: %w", a.path, err)
	}
	if err != nil {
		return nil, Stored{}, a.explain("opening the archive", err)
	}
	if digest != "" && digest != there.root.Digest.String() {
		return nil, Stored{}, fmt.Errorf("opening the archive %q: %w: it holds %s, not %s", a.path, ErrNotFound, there.root.Digest, digest)
	}
	img, err := there.openImage()
	if err != nil {
		return nil, Stored{}, fmt.Errorf("opening the archive %q: %w", a.path, err)
	}
	return img, a.stored(identity{there.root.Digest, there.manifest.Config.Digest, there.platforms}), nil
}

// Remove implements [Store]. A file that is no OCI archive stays.
func (a *Archive) Remove(ctx context.Context, reference string) error {
	_, err := a.Find(ctx, reference)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.Remove(a.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the archive: %w", err)
	}
	return nil
}

func (a *Archive) stored(id identity) Stored {
	digest := id.digest.String()
	return Stored{Reference: archivePrefix + a.path + "@" + digest, Digest: digest, ImageID: id.imageID.String(), Platforms: id.platforms}
}

// digestIn returns the digest in a reference to this archive. Anything else is
// an image's name, and one archive holds one image whatever its name.
func (a *Archive) digestIn(reference string) (string, error) {
	if !strings.HasPrefix(reference, archivePrefix) {
		n, err := parseName(reference)
		return n.digest, err
	}
	path, digest := splitArchiveReference(reference)
	if path = NewArchive(path).path; path != a.path {
		return "", fmt.Errorf("reading the reference %q: this archive is %q", reference, a.path)
	}
	return digest, nil
}

// splitArchiveReference takes oci-archive:PATH[@sha256:...] apart.
func splitArchiveReference(reference string) (path, digest string) {
	path = strings.TrimPrefix(reference, archivePrefix)
	if at := strings.LastIndex(path, "@"); at >= 0 {
		if h, err := v1.NewHash(path[at+1:]); err == nil {
			return path[:at], h.String()
		}
	}
	return path, ""
}

// explain says what to do about a file that holds something else.
func (a *Archive) explain(op string, err error) error {
	if !errors.Is(err, errNotArchive) {
		return fmt.Errorf("%s %q: %w", op, a.path, err)
	}
	return &failure.Error{Op: op, Object: a.path, Err: err, Hint: "The file is left as it is. Give another path, or remove it."}
}

func ignoreClosed(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
