package image

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// maxWords bounds labels and annotations, without the specification, in bytes:
// both ways, so that what is built can be opened.
const maxWords = 256 << 10

// words are what an image says about itself outside its layers.
type words struct {
	labels, annotations map[string]string
	created             time.Time // zero unless given
}

// describe joins what the user says of the image with what we do. What is an
// annotation is a label too, unless a label of that name is given: a Docker
// Engine's classic image store, and a container's inspection, show labels only.
func describe(in Input, spec []byte) (words, error) {
	w := words{labels: map[string]string{}, annotations: map[string]string{ocispec.AnnotationTitle: in.Spec.Source.ClusterID}}
	if err := checkWords("annotation", in.Annotations); err != nil {
		return w, err
	}
	if err := checkWords("label", in.Labels); err != nil {
		return w, err
	}
	maps.Copy(w.annotations, in.Annotations)
	if err := w.setContact(in.Contact); err != nil {
		return w, err
	}
	if text, ok := in.Annotations[ocispec.AnnotationCreated]; ok {
		created, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return w, fmt.Errorf("annotation %s: got %q, expected a time such as 2006-01-02T15:04:05Z", ocispec.AnnotationCreated, text)
		}
		w.created = created.UTC()
	}
	maps.Copy(w.labels, w.annotations)
	maps.Copy(w.labels, in.Labels)
	w.labels[artifact.LabelSpec] = string(spec)
	w.labels[artifact.LabelDigest] = artifact.DigestOf(spec)
	w.labels[artifact.LabelVersion] = strconv.Itoa(in.Spec.Version)
	w.annotations[artifact.LabelDigest] = w.labels[artifact.LabelDigest]
	return w, nil
}

func (w *words) setContact(contact string) error {
	if contact == "" {
		return nil
	}
	if given, ok := w.annotations[artifact.LabelContact]; ok && given != contact {
		return fmt.Errorf("annotation %s: got %q, while the contact is %q; give one of them", artifact.LabelContact, given, contact)
	}
	if err := checkWords("contact", map[string]string{artifact.LabelContact: contact}); err != nil {
		return err
	}
	w.annotations[artifact.LabelContact] = contact
	return nil
}

// checkWords refuses what is ours to say, what no terminal should be shown, and
// what no registry takes.
func checkWords(kind string, given map[string]string) error {
	size := 0
	for _, key := range slices.Sorted(maps.Keys(given)) {
		value := given[key]
		if strings.HasPrefix(key, artifact.LabelPrefix) || key == "" {
			return fmt.Errorf("%s %q: expected a name that does not begin with %s", kind, key, artifact.LabelPrefix)
		}
		if strings.ContainsFunc(key+value, unicode.IsControl) {
			return fmt.Errorf("%s %q: expected a text without control characters, got %q", kind, key, value)
		}
		size += len(key) + len(value)
	}
	if size > maxWords {
		return fmt.Errorf("the %ss have %d bytes together, at most %d fit", kind, size, maxWords)
	}
	return nil
}
