package sandbox

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sigv4"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sts"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// callers verifies who calls. A sandbox without credentials has none, and takes
// any signature.
type callers struct {
	secrets map[string]string // by access key
	tokens  *sts.Tokens
	clock   account.Clock
}

// tokenKey is what temporary credentials are derived from, so that they stay good
// when a sandbox is started again with the same credentials.
func tokenKey(credentials map[string]string) []byte {
	h := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(credentials)) {
		_, _ = io.WriteString(h, key+":"+credentials[key]+"\n") // a hash takes every write
	}
	return h.Sum(nil)
}

// body reads a request's body and puts it back, for the signature covers it. Of
// one that is too large it reads enough for ParseRequest to refuse it.
func body(r *http.Request) ([]byte, error) {
	read, err := io.ReadAll(io.LimitReader(r.Body, wire.MaxBody(r)+1))
	r.Body = io.NopCloser(bytes.NewReader(read))
	return read, err
}

// secret returns the secret key of an access key that came with a session token,
// "" for a lasting key. Errors are sts.ErrUnknown and sts.ErrExpired.
func (c *callers) secret(accessKey, sessionToken string) (string, error) {
	if secret, known := c.secrets[accessKey]; known && sessionToken == "" {
		return secret, nil
	}
	return c.tokens.Secret(accessKey, sessionToken)
}

// admit refuses a caller whose signature does not say who it is.
func (c *callers) admit(r *http.Request, body []byte, req *wire.Request, service *wire.Service) error {
	if req.AccessKey == "" && service.Unsigned[req.Action] {
		return nil
	}
	signature, err := sigv4.Of(r)
	if err != nil {
		return denied(service, err)
	}
	secret, err := c.secret(signature.AccessKey, signature.Token)
	switch {
	case errors.Is(err, sts.ErrExpired):
		return expiredToken(service)
	case err != nil:
		return unknownKey(service)
	}
	if err := signature.Verify(r, body, secret, c.clock.Now()); err != nil {
		return denied(service, err)
	}
	return nil
}
