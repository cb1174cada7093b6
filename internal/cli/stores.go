package cli

import (
	"context"
	"errors"
	"os"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// registryFlags say how registries are reached, beside what docker login has
// left: Amazon ECR takes the AWS credentials.
type registryFlags struct {
	InsecureRegistry []string `help:"Registries, HOST or HOST:PORT, that may be spoken to in plain HTTP. Those of this machine always may." placeholder:"HOST"`
	awsFlags
}

func (f registryFlags) registry(process Process) *imagestore.Registry {
	ecr := aurora.Registries{Connect: func(ctx context.Context, region string) (*aurora.Client, error) {
		return aurora.Connect(ctx, f.connectionIn(process, region))
	}}
	return imagestore.NewRegistry(imagestore.RegistryConfig{Login: ecr.Login, Insecure: f.InsecureRegistry, UserAgent: process.userAgent()})
}

// places are where an image reference is looked for, as docker run would.
func (f registryFlags) places(process Process) (imagestore.Places, error) {
	e, err := engine(process)
	return imagestore.Places{Engine: e, Registry: f.registry(process)}, err
}

// engine is the Docker Engine of the usual environment.
func engine(process Process) (*imagestore.Engine, error) {
	config := imagestore.EngineConfig{Host: os.Getenv("DOCKER_HOST"), UserAgent: process.userAgent()}
	if os.Getenv("DOCKER_TLS_VERIFY") != "" {
		config.CertPath = os.Getenv("DOCKER_CERT_PATH")
	}
	return imagestore.NewEngine(config)
}

// store is where a build puts its image.
func (c buildCommand) store(process Process) (imagestore.Store, error) {
	switch {
	case c.Store == "archive" && c.ArchivePath == "":
		return nil, usageError{errors.New("--store archive needs --archive-path")}
	case c.Store != "archive" && c.ArchivePath != "":
		return nil, usageError{errors.New("--archive-path only means something with --store archive")}
	case c.Store == "archive":
		return imagestore.NewArchive(c.ArchivePath), nil
	case c.Store == "registry":
		return c.registry(process), nil
	default:
		return engine(process)
	}
}
