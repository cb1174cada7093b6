package provider

import (
	"context"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// publish builds the planned image and puts it in its store. What the plan
// showed must come out, or the artifact is not the one that was approved.
func (s *session) publish(ctx context.Context, plan *imageModel) error {
	in, err := s.readInputs(*plan, nil)
	if err != nil {
		return err
	}
	spec, planned, err := plan.frozenSpec()
	if err != nil {
		return err
	}
	if !planned {
		if spec, err = s.discover(ctx, in); err != nil {
			return err
		}
	}
	b, err := s.assemble(ctx, *plan, spec, in)
	if err != nil {
		return err
	}
	var referrers []v1.Image
	if plan.SBOM.ValueBool() {
		if referrers, err = b.image.Referrers(); err != nil {
			return err
		}
	}
	stored, err := s.store(*plan).Put(ctx, plan.Name.ValueString(), b.image.Manifest, referrers...)
	if err != nil {
		return err
	}
	if stored.Reference != b.stored.Reference || stored.ImageID != b.stored.ImageID {
		return fmt.Errorf("the store answered %+v for an image that is %+v", stored, b.stored)
	}
	s.specs.put(b.stored.Reference, spec)
	s.contents.remember(in.Contents())
	return plan.setBuilt(b)
}

// withdraw takes an image out of its store, unless it is to be kept.
func (s *session) withdraw(ctx context.Context, m imageModel) error {
	if m.KeepOnDestroy.ValueBool() {
		return nil
	}
	return s.store(m).Remove(ctx, m.Reference.ValueString())
}
