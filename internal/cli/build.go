package cli

import (
	"context"
	"fmt"
	"os"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// The phases of a build.
const (
	phaseDiscover = "discover"
	phaseAssemble = "assemble"
	phasePublish  = "publish"
)

type buildCommand struct {
	Config       string            `arg:"" help:"INI file that describes the artifact." type:"existingfile"`
	Name         string            `help:"Name of the image." default:"db-artifact:latest"`
	Store        string            `help:"Where the image goes: docker, registry or archive." enum:"docker,registry,archive" default:"docker"`
	ArchivePath  string            `help:"Path of the OCI archive, with --store archive."`
	Platform     string            `help:"Platform of the program inside: linux/amd64, linux/arm64, or linux/amd64,linux/arm64 for an index of both. Default: this machine's processor."`
	RuntimeImage string            `help:"Image, or oci-archive:PATH, to take the program inside from. Default: this program where it fits, else the image that its release published." placeholder:"IMAGE"`
	Label        map[string]string `help:"Label to put on the image, KEY=VALUE." placeholder:"KEY=VALUE"`
	Annotation   map[string]string `help:"OCI annotation to put on the image, such as org.opencontainers.image.version=1.2.0." placeholder:"KEY=VALUE"`
	Contact      string            `help:"Whom the artifact's users turn to; docker run of the image names it when it fails."`
	SBOM         bool              `name:"sbom" help:"Attach a bill of materials of the program inside to the image." default:"true" negatable:""`
	registryFlags
	outputFlags
}

// built is what build --json prints.
type built struct {
	Reference      string `json:"reference"`
	ImageID        string `json:"image_id"`
	Digest         string `json:"digest,omitempty"` // an Engine may keep none
	ArtifactDigest string `json:"artifact_digest"`
	Source         string `json:"source"`
}

// Run builds and publishes the image and prints its reference.
func (c buildCommand) Run(ctx context.Context, out *console) error {
	destination, err := c.store(out.Process)
	if err != nil {
		return err
	}
	config, err := c.config()
	if err != nil {
		return usageError{err}
	}
	report, end := out.progress()
	defer end()
	inputs, err := build.ReadInputs(config, nil, newCompiler(out, report))
	if err != nil {
		return usageError{err}
	}
	client, err := c.connect(ctx, out.Process)
	if err != nil {
		return err
	}
	spec, err := phase(report, phaseDiscover, config.SourceDB.ClusterID, func() (artifact.Spec, error) {
		return inputs.Resolve(ctx, client)
	})
	if err != nil {
		return err
	}
	digest, err := spec.Digest()
	if err != nil {
		return err
	}
	stored, err := c.publish(ctx, out.Process, report, destination, inputs, spec)
	if err != nil {
		return err
	}
	end()
	return out.result(stored.Reference, built{
		Reference: stored.Reference, ImageID: stored.ImageID, Digest: stored.Digest,
		ArtifactDigest: digest, Source: spec.Source.ClusterARN,
	})
}

// config reads the INI file.
func (c buildCommand) config() (artifact.Config, error) {
	text, err := os.ReadFile(c.Config)
	if err != nil {
		return artifact.Config{}, fmt.Errorf("reading the configuration: %w", err)
	}
	return artifact.ParseINI(text, c.Config)
}

// publish assembles the image and gives it to the store.
func (c buildCommand) publish(ctx context.Context, process Process, report converge.Report, to imagestore.Store, inputs build.Inputs, spec artifact.Spec) (imagestore.Stored, error) {
	where, err := c.places(process)
	if err != nil {
		return imagestore.Stored{}, err
	}
	packaging := build.Packaging{
		Platform: c.Platform, RuntimeImage: c.RuntimeImage,
		Labels: c.Label, Annotations: c.Annotation, Contact: c.Contact,
	}
	img, err := phase(report, phaseAssemble, c.Name, func() (*image.Built, error) {
		return inputs.Assemble(ctx, spec, packaging, build.NewRuntimes(process.Version, where.Image))
	})
	if err != nil {
		return imagestore.Stored{}, err
	}
	return phase(report, phasePublish, c.Name, func() (imagestore.Stored, error) {
		var referrers []v1.Image
		if c.SBOM {
			var err error
			if referrers, err = img.Referrers(); err != nil {
				return imagestore.Stored{}, err
			}
		}
		return to.Put(ctx, c.Name, img.Manifest, referrers...)
	})
}
