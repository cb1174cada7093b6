package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
)

const (
	summaryImageInputs   = "Artifact cannot be built from this configuration"
	summaryImageDeferred = "Artifact will be built during apply"

	summaryUnprovenSchema = "Compiled changelog is not proved"
)

// planImage decides what a plan shows of an image: the digest, computed by
// assembling the image in memory, whenever everything that goes into it is
// known. prior is nil for a new resource.
//
// With a prior state a failure is only a warning, and apply raises the error:
// terraform destroy plans every resource first and must stay possible when the
// source cluster is gone.
func (s *session) planImage(ctx context.Context, plan *imageModel, prior *imageModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if s.unknown || !plan.inputsKnown() {
		plan.setUnknown()
		return diags
	}
	in, err := s.readInputs(*plan, func(warning string) { diags.AddWarning(summaryUnprovenSchema, warning) })
	if err == nil && prior != nil && in.Digest() == prior.InputsDigest.ValueString() {
		err = s.planFrozen(ctx, plan, *prior, in)
	} else if err == nil {
		err = s.planDiscovered(ctx, plan, in)
	}
	switch {
	case err == nil:
	case prior == nil:
		diags.Append(errorDiagnostic(summaryImageInputs, err))
	default:
		plan.setUnknown()
		diags.AddWarning(summaryImageDeferred, detail(err)+"\n\nApply tries again and fails if this still holds. "+
			"To destroy without this check, run terraform destroy -refresh=false.")
	}
	return diags
}

// planFrozen keeps the discovered facts; the image is assembled anew only when
// it changes by what was asked for, or has gone from its store.
func (s *session) planFrozen(ctx context.Context, plan *imageModel, prior imageModel, in build.Inputs) error {
	spec, frozen, err := prior.frozenSpec()
	if err != nil || !frozen {
		return err
	}
	if plan.samePublication(prior) && !prior.ImageID.IsNull() {
		plan.keepBuilt(prior)
		s.specs.put(prior.Reference.ValueString(), spec)
		return nil
	}
	return s.planAssembled(ctx, plan, spec, in)
}

func (s *session) planDiscovered(ctx context.Context, plan *imageModel, in build.Inputs) error {
	spec, err := s.discover(ctx, in)
	if err != nil {
		return err
	}
	return s.planAssembled(ctx, plan, spec, in)
}

func (s *session) planAssembled(ctx context.Context, plan *imageModel, spec artifact.Spec, in build.Inputs) error {
	b, err := s.assemble(ctx, *plan, spec, in)
	if err != nil {
		return err
	}
	s.specs.put(b.stored.Reference, spec)
	s.contents.remember(in.Contents())
	return plan.setBuilt(b)
}
