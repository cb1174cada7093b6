package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
)

type buildCommand struct {
	Config      string            `arg:"" help:"INI file that describes the artifact." type:"existingfile"`
	Name        string            `help:"Name of the image." default:"db-artifact:latest"`
	Store       string            `help:"Where the image goes: docker, registry or archive." enum:"docker,registry,archive" default:"docker"`
	ArchivePath string            `help:"Path of the OCI archive, with --store archive."`
	Platform    string            `help:"Platform of the program inside: linux/amd64 or linux/arm64. Default: this machine's processor."`
	Label       map[string]string `help:"Label to put on the image, KEY=VALUE." placeholder:"KEY=VALUE"`
	awsFlags
}

// Run builds and publishes the image and prints its reference.
func (c buildCommand) Run(ctx context.Context, process Process) error {
	destination, err := store(c.Store, c.ArchivePath)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(c.Config)
	if err != nil {
		return fmt.Errorf("reading the configuration: %w", err)
	}
	config, err := artifact.ParseINI(text, c.Config)
	if err != nil {
		return err
	}
	inputs, err := build.ReadInputs(config, nil)
	if err != nil {
		return err
	}
	client, err := c.connect(ctx, process)
	if err != nil {
		return err
	}
	fmt.Fprintf(process.Stderr, "discovering %s\n", config.SourceDB.ClusterID)
	spec, err := inputs.Resolve(ctx, client)
	if err != nil {
		return err
	}
	img, err := inputs.Assemble(spec, build.Packaging{Platform: c.Platform, Labels: c.Label})
	if err != nil {
		return err
	}
	fmt.Fprintf(process.Stderr, "publishing %s\n", c.Name)
	stored, err := destination.Put(ctx, c.Name, img)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(process.Stdout, stored.Reference)
	return err
}
