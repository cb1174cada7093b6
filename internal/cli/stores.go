package cli

import (
	"errors"
	"os"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// engine is the Docker Engine of the usual environment.
func engine() (*imagestore.Engine, error) {
	config := imagestore.EngineConfig{Host: os.Getenv("DOCKER_HOST")}
	if os.Getenv("DOCKER_TLS_VERIFY") != "" {
		config.CertPath = os.Getenv("DOCKER_CERT_PATH")
	}
	return imagestore.NewEngine(config)
}

// places are where an image reference is looked for, as docker run would.
func places() (imagestore.Places, error) {
	e, err := engine()
	return imagestore.Places{Engine: e, Registry: imagestore.NewRegistry(imagestore.RegistryConfig{})}, err
}

// store is where a build puts its image.
func store(kind, archivePath string) (imagestore.Store, error) {
	switch {
	case kind == "archive" && archivePath == "":
		return nil, errors.New("--store archive needs --archive-path")
	case kind != "archive" && archivePath != "":
		return nil, errors.New("--archive-path only means something with --store archive")
	case kind == "archive":
		return imagestore.NewArchive(archivePath), nil
	case kind == "registry":
		return imagestore.NewRegistry(imagestore.RegistryConfig{}), nil
	default:
		return engine()
	}
}
