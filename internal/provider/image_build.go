package provider

import (
	"context"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// built is an artifact image, assembled in memory.
type built struct {
	spec           artifact.Spec
	inputsDigest   string
	artifactDigest string
	digest         string
	image          *image.Built
	stored         imagestore.Stored // what the store will answer, or has answered
}

// readInputs reads what goes into the image; all of the model's inputs must be
// known. warn, which may be nil, is told what the user should know about the
// schema.
func (s *session) readInputs(m imageModel, warn func(string)) (build.Inputs, error) {
	config, err := m.config()
	if err != nil {
		return build.Inputs{}, err
	}
	triggers, err := stringMap(m.Triggers)
	if err != nil {
		return build.Inputs{}, fmt.Errorf("reading triggers: %w", err)
	}
	compiler := compile.New(s.liquibase())
	compiler.Warn = warn
	return build.ReadInputs(config, triggers, compiler)
}

// discover asks AWS for the facts and resolves the specification.
func (s *session) discover(ctx context.Context, in build.Inputs) (artifact.Spec, error) {
	client, err := s.aws(ctx)
	if err != nil {
		return artifact.Spec{}, err
	}
	return in.Resolve(ctx, client)
}

// assemble builds the image in memory and predicts what its store will answer;
// nothing is published.
func (s *session) assemble(ctx context.Context, m imageModel, spec artifact.Spec, in build.Inputs) (built, error) {
	b := built{spec: spec, inputsDigest: in.Digest()}
	var err error
	if b.artifactDigest, err = spec.Digest(); err != nil {
		return b, err
	}
	packaging, err := m.packaging()
	if err != nil {
		return b, err
	}
	if b.image, err = in.Assemble(ctx, spec, packaging, s.runtimes); err != nil {
		return b, err
	}
	digest, err := b.image.Manifest.Digest()
	if err != nil {
		return b, fmt.Errorf("computing the digest: %w", err)
	}
	b.digest = digest.String()
	b.stored, err = s.store(m).Predict(m.Name.ValueString(), b.image.Manifest)
	return b, err
}
