package cluster

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// redacted is what every way of printing a [Secret] gives.
const redacted = "[redacted]"

// Secret is a string that no printing, logging or encoding shows. Only
// [Secret.Reveal] gives it out, so a search for that name finds every place
// where a password leaves our hands. The zero value is "no secret".
type Secret struct {
	// A pointer, since fmt does not call methods on unexported fields of the
	// structs around: there it prints an address and not the text.
	text *string
}

// NewSecret wraps text; an empty text is no secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal returns the secret itself, "" when there is none.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero says whether there is no secret.
func (s Secret) IsZero() bool { return s.text == nil }

// Equal compares two secrets in constant time for a given length.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns a fixed text, for [fmt.Stringer].
func (s Secret) String() string { return redacted }

// GoString returns a fixed text, for [fmt.GoStringer].
func (s Secret) GoString() string { return redacted }

// Format writes a fixed text for every verb and flag, for [fmt.Formatter].
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns a fixed text, for [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON encodes a fixed text, for encoding/json.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText encodes a fixed text, for encoding/xml and map keys.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
