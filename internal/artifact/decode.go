package artifact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// MaxSpecSize bounds a specification in bytes, both ways.
const MaxSpecSize = 2 << 20

// ErrSpecTooNew is reported for a specification that a later release of this
// provider wrote; the error around it says which release reads it.
var ErrSpecTooNew = errors.New("the artifact is newer than this program")

// releasePattern is what an artifact may name as a release: the rest of it is
// untrusted and would be printed.
var releasePattern = regexp.MustCompile(`^[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5}$`)

// DecodeSpec reads the JSON of a specification that somebody else may have
// written: bounded, strict (an unknown member is an error, not a setting that
// is silently lost), and valid in itself. A later version is [ErrSpecTooNew].
func DecodeSpec(text []byte) (Spec, error) {
	const op = "reading the artifact's specification"
	if len(text) > MaxSpecSize {
		return Spec{}, &failure.Error{Op: op, Err: fmt.Errorf("it has %d bytes, at most %d are read", len(text), MaxSpecSize)}
	}
	if err := checkVersion(text); err != nil {
		return Spec{}, err
	}
	var spec Spec
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&spec); err != nil {
		return Spec{}, fmt.Errorf("%s: %w", op, err)
	}
	if err := checkCharacters(text); err != nil {
		return Spec{}, fmt.Errorf("%s: %w", op, err)
	}
	if err := spec.Validate(); err != nil {
		return Spec{}, fmt.Errorf("%s: %w", op, err)
	}
	return spec, nil
}

// checkCharacters refuses control characters in any string: they end up in
// plans, on terminals and in requests to AWS.
func checkCharacters(text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if s, ok := token.(string); ok && strings.ContainsFunc(s, isControl) {
			return fmt.Errorf("%q has control characters", s)
		}
	}
}

// checkVersion looks at the version alone: of a later one, nothing else can be
// relied on. It also finds what is no JSON, and what follows it.
func checkVersion(text []byte) error {
	const op = "reading the artifact's specification"
	var head struct {
		Version            int    `json:"version"`
		MinProviderVersion string `json:"min_provider_version"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if head.Version <= SpecVersion {
		return nil
	}
	release := "a later release"
	if releasePattern.MatchString(head.MinProviderVersion) {
		release = strings.Join([]string{"release", head.MinProviderVersion, "or later"}, " ")
	}
	return &failure.Error{
		Op:   op,
		Err:  fmt.Errorf("%w: it has version %d, and %s of terraform-provider-dbartifact reads it; this one reads version %d and older", ErrSpecTooNew, head.Version, release, SpecVersion),
		Hint: "Upgrade terraform-provider-dbartifact to " + release + ", or build the artifact again with this one.",
	}
}
