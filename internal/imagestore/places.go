package imagestore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Places is where a plain reference is looked for. A nil one is left out.
type Places struct {
	Engine   *Engine
	Registry *Registry
}

// Open finds an image by what any [Store] returned, or by any image reference:
// oci-archive:PATH on disk, everything else in the Engine first and then in its
// registry, as docker run would. A digest in the reference is what the image
// has, wherever it is found; the Stored carries one either way.
//
// The error tells what each place answered, and is what the place answered that
// the reference means: the Engine for a name without a registry, such as
// db-artifact:latest, and the registry for all others.
func (p Places) Open(ctx context.Context, reference string) (v1.Image, Stored, error) {
	return p.open(reference, func(place Store) (v1.Image, Stored, error) { return place.Open(ctx, reference) })
}

// Image is Open of the image for a platform: see [Store].
func (p Places) Image(ctx context.Context, reference string, platform v1.Platform) (v1.Image, error) {
	img, _, err := p.open(reference, func(place Store) (v1.Image, Stored, error) {
		return place.OpenFor(ctx, reference, platform)
	})
	return img, err
}

func (p Places) open(reference string, openIn func(Store) (v1.Image, Stored, error)) (v1.Image, Stored, error) {
	if strings.HasPrefix(reference, archivePrefix) {
		path, _ := splitArchiveReference(reference)
		return openIn(NewArchive(path))
	}
	n, err := parseName(reference)
	if err != nil {
		return nil, Stored{}, err
	}
	var answers []error
	for _, place := range p.list() {
		img, stored, err := openIn(place)
		if err == nil {
			return img, stored, nil
		}
		answers = append(answers, err)
		if !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrUnreachable) {
			break
		}
	}
	if len(answers) == 0 {
		return nil, Stored{}, fmt.Errorf("opening image %q: neither a Docker Engine nor registries are configured", reference)
	}
	if n.isOfficial() {
		slices.Reverse(answers)
	}
	return nil, Stored{}, fmt.Errorf("opening image %q: %w", reference, &answersError{answers})
}

// answersError prints what all places answered, and is what the last one did.
type answersError struct{ answers []error }

func (e *answersError) Error() string { return errors.Join(e.answers...).Error() }

// Unwrap returns the last answer.
func (e *answersError) Unwrap() error { return e.answers[len(e.answers)-1] }

func (p Places) list() []Store {
	var all []Store
	if p.Engine != nil {
		all = append(all, p.Engine)
	}
	if p.Registry != nil {
		all = append(all, p.Registry)
	}
	return all
}
