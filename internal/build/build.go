// Package build turns a configuration into an artifact image: read what goes
// in, find out about the source, resolve the specification, assemble. It is one
// of the project's two verbs; converge is the other. Nothing here publishes:
// the image is in memory until a store takes it.
package build

import (
	"context"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

// Discoverer finds out what a configuration's source cluster and target network
// are like.
type Discoverer interface {
	Discover(ctx context.Context, config artifact.Config) (artifact.Discovery, error)
}

// Inputs are what an artifact is made from, checked and read.
type Inputs struct {
	config  artifact.Config
	sources *changelog.Sources // nil without a changelog
	scripts cloneScripts
	digest  string

	compiler Compiler
	compiled *compilation
}

// ReadInputs checks the configuration and reads the files it names. Triggers
// are any values that make the inputs count as changed. The compiler is asked
// once the engine is known.
func ReadInputs(config artifact.Config, triggers map[string]string, compiler Compiler) (Inputs, error) {
	if err := config.Validate(); err != nil {
		return Inputs{}, err
	}
	in := Inputs{config: config, compiler: compiler, compiled: &compilation{}}
	var err error
	if in.sources, err = collect(config.SourceDB); err != nil {
		return Inputs{}, err
	}
	classes, err := describeFiles(config.SourceDB.LiquibaseClasspath)
	if err != nil {
		return Inputs{}, err
	}
	if in.scripts, err = readCloneScripts(config.SourceDB.CloneScripts); err != nil {
		return Inputs{}, err
	}
	in.digest = artifact.InputsDigest(config, triggers, in.changelog(), slices.Concat(in.scripts.files, classes)...)
	return in, nil
}

// Digest identifies the inputs: while it stays, what was discovered stays
// frozen.
func (in Inputs) Digest() string { return in.digest }

// Resolve discovers the source, compiles the schema for it, and returns the
// specification.
func (in Inputs) Resolve(ctx context.Context, discoverer Discoverer) (artifact.Spec, error) {
	found, err := discoverer.Discover(ctx, in.config)
	if err != nil {
		return artifact.Spec{}, err
	}
	spec, err := artifact.Resolve(in.config, found, in.changelog())
	if err != nil {
		return artifact.Spec{}, err
	}
	spec.CloneScripts = in.scripts.files
	compiled, err := in.compile(ctx, spec)
	if err != nil {
		return artifact.Spec{}, err
	}
	spec.Compiled = compiledFile(compiled)
	return spec, spec.Validate()
}

func (in Inputs) changelog() *artifact.Changelog {
	if in.sources == nil {
		return nil
	}
	return &in.sources.Changelog
}

// Contents are the files that go into the image beside the specification. The
// compiled schema is among them once the inputs were resolved or assembled.
func (in Inputs) Contents() image.Contents {
	contents := image.Contents{CloneScripts: in.scripts.contents, Compiled: in.compiled.text}
	if in.sources != nil {
		contents.Changelog = in.sources.Contents
	}
	return contents
}

// Packaging says how a specification becomes an image.
type Packaging struct {
	// Platform is linux/amd64, linux/arm64, or both with a comma between them,
	// which gives an index; "" is this machine's processor.
	Platform string
	// Labels are put on the image beside the artifact's own.
	Labels map[string]string
	// Annotations go onto the manifest, and onto the image as labels.
	Annotations map[string]string
	// Contact is whom the artifact's users turn to; see [artifact.LabelContact].
	Contact string
	// RuntimeImage is where the program inside comes from; see [Runtimes] for "".
	RuntimeImage string
}

// Assemble builds the image in memory. The same inputs, specification,
// packaging and program give the same image, byte for byte.
func (in Inputs) Assemble(ctx context.Context, spec artifact.Spec, p Packaging, runtimes Runtimes) (*image.Built, error) {
	platforms, err := image.ParsePlatforms(p.Platform)
	if err != nil {
		return nil, err
	}
	programs, err := runtimes.forPlatforms(ctx, platforms, p.RuntimeImage)
	if err != nil {
		return nil, err
	}
	input := image.Input{Spec: spec, Runtimes: programs, Labels: p.Labels, Annotations: p.Annotations, Contact: p.Contact}
	compiled, err := in.compile(ctx, spec)
	if err == nil {
		err = checkCompiled(spec, compiled)
	}
	if err != nil {
		return nil, err
	}
	input.Files = in.Contents().Files()
	return image.Build(input)
}
