package artifact

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Canonical returns the one JSON text that stands for s: members sorted by
// name, no white space, no HTML escapes. Equal specifications give equal bytes,
// whatever the order of the fields in the program that wrote them.
func (s Spec) Canonical() ([]byte, error) {
	text, err := canonical(s)
	if err != nil {
		return nil, fmt.Errorf("encoding the specification: %w", err)
	}
	if len(text) > MaxSpecSize {
		return nil, fmt.Errorf("encoding the specification: it has %d bytes, at most %d fit in an image's label", len(text), MaxSpecSize)
	}
	return text, nil
}

// Digest is the artifact digest, "sha256:" and 64 lower-case hex digits: of the
// canonical JSON, and so, through their hashes, of all files. Two images with
// the same artifact digest differ in the runtime binary at most.
func (s Spec) Digest() (string, error) {
	text, err := s.Canonical()
	if err != nil {
		return "", err
	}
	return DigestOf(text), nil
}

// DigestOf is the digest of a specification as it stands in an image.
func DigestOf(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// canonical goes through a map, since encoding/json sorts the keys of maps.
func canonical(v any) ([]byte, error) {
	inFieldOrder, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var generic any
	dec := json.NewDecoder(bytes.NewReader(inFieldOrder))
	dec.UseNumber()
	if err := dec.Decode(&generic); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(generic); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
