// Package imagestore holds the places where images rest.
package imagestore

import (
	"context"
	"errors"

	"github.com/google/go-containerregistry/pkg/authn"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// ErrNotFound and ErrUnreachable are what callers tell apart.
var (
	ErrNotFound    = errors.New("image not found")
	ErrUnreachable = errors.New("store cannot be reached")
)

var errTODO = errors.New("not built yet")

// Stored says where an image rests.
type Stored struct {
	Reference string // always carries a digest
	Digest    string // manifest digest; "" where the store keeps none
	ImageID   string // digest of the image's configuration
}

// Store is one place.
type Store interface {
	Predict(name string, img v1.Image) (Stored, error)
	Put(ctx context.Context, name string, img v1.Image) (Stored, error)
	Find(ctx context.Context, reference string) (Stored, error)
	Open(ctx context.Context, reference string) (v1.Image, Stored, error)
	Remove(ctx context.Context, reference string) error
}

// EngineConfig locates a Docker Engine.
type EngineConfig struct {
	Host                                  string // as DOCKER_HOST; "" for the platform's default
	CertPath                              string // folder with ca.pem, cert.pem, key.pem
	CAMaterial, CertMaterial, KeyMaterial string // PEM, instead of CertPath
	UserAgent                             string
}

// Engine is a Docker Engine's store; connected on first use.
type Engine struct{}

// RegistryAuth is a user at one registry.
type RegistryAuth struct{ Address, Username, Password string }

// RegistryConfig says how registries are spoken to.
type RegistryConfig struct {
	Auth      []RegistryAuth // tried first
	Keychain  authn.Keychain // nil: Docker's configuration and credential helpers
	Insecure  []string       // hosts to speak plain HTTP to, loopback apart
	UserAgent string
}

// Registry is any OCI registry.
type Registry struct{}

// Archive is an OCI archive on disk.
type Archive struct{ path string }

// NewEngine checks the configuration; it connects on first use.
func NewEngine(c EngineConfig) (*Engine, error) { return &Engine{}, nil }

// NewRegistry returns a store that speaks to registries.
func NewRegistry(c RegistryConfig) *Registry { return &Registry{} }

// NewArchive returns the store at path.
func NewArchive(path string) *Archive { return &Archive{path: path} }

// Places is where a plain reference is looked for; nil fields are skipped.
type Places struct {
	Engine   *Engine
	Registry *Registry
}

// Open finds reference: oci-archive:PATH[@sha256:D], else Engine, then registry.
func (p Places) Open(ctx context.Context, reference string) (v1.Image, Stored, error) {
	return nil, Stored{}, errTODO
}

func (s *Engine) Predict(name string, img v1.Image) (Stored, error) { return Stored{}, errTODO }
func (s *Engine) Put(ctx context.Context, name string, img v1.Image) (Stored, error) {
	return Stored{}, errTODO
}
func (s *Engine) Find(ctx context.Context, reference string) (Stored, error) {
	return Stored{}, errTODO
}
func (s *Engine) Open(ctx context.Context, reference string) (v1.Image, Stored, error) {
	return nil, Stored{}, errTODO
}
func (s *Engine) Remove(ctx context.Context, reference string) error { return errTODO }

func (s *Registry) Predict(name string, img v1.Image) (Stored, error) { return Stored{}, errTODO }
func (s *Registry) Put(ctx context.Context, name string, img v1.Image) (Stored, error) {
	return Stored{}, errTODO
}
func (s *Registry) Find(ctx context.Context, reference string) (Stored, error) {
	return Stored{}, errTODO
}
func (s *Registry) Open(ctx context.Context, reference string) (v1.Image, Stored, error) {
	return nil, Stored{}, errTODO
}
func (s *Registry) Remove(ctx context.Context, reference string) error { return errTODO }

func (s *Archive) Predict(name string, img v1.Image) (Stored, error) { return Stored{}, errTODO }
func (s *Archive) Put(ctx context.Context, name string, img v1.Image) (Stored, error) {
	return Stored{}, errTODO
}
func (s *Archive) Find(ctx context.Context, reference string) (Stored, error) {
	return Stored{}, errTODO
}
func (s *Archive) Open(ctx context.Context, reference string) (v1.Image, Stored, error) {
	return nil, Stored{}, errTODO
}
func (s *Archive) Remove(ctx context.Context, reference string) error { return errTODO }
