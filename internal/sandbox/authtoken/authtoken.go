// Package authtoken verifies the tokens with which IAM users log in to databases:
// a presigned request, without its scheme, that names the endpoint and the
// database user.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html
package authtoken

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sigv4"
)

// lifetime is how long a token is good for, whatever it says itself.
const lifetime = 15 * time.Minute

// Login is what a token has to be for.
type Login struct {
	Endpoint string // "HOST:PORT"
	User     string
}

// Secrets returns the secret key of an access key that came with a session token
// ("" for none); an error for one that nobody has.
type Secrets func(accessKey, sessionToken string) (secret string, err error)

// Verify says what is wrong with a token for a login at a time, nil when nothing
// is. Its signature is verified only when secrets are given.
func Verify(token string, want Login, secrets Secrets, now time.Time) error {
	r, err := http.NewRequest(http.MethodGet, "https://"+token, nil) //nolint:noctx // it is never sent
	if err != nil {
		return errors.New("it is no token: it does not begin with HOST:PORT/?Action=connect")
	}
	query := r.URL.Query()
	switch {
	case query.Get("Action") != "connect":
		return errors.New("it is no token: its action is not connect")
	case !strings.EqualFold(r.URL.Host, want.Endpoint):
		return fmt.Errorf("the token is for the endpoint %q, not for %q", r.URL.Host, want.Endpoint)
	case query.Get("DBUser") != want.User:
		return fmt.Errorf("the token is for the user %q, not for %q", query.Get("DBUser"), want.User)
	}
	signature, err := sigv4.Of(r)
	if err != nil {
		return fmt.Errorf("reading the token's signature: %w", err)
	}
	if service := signature.Service(); service != "rds-db" {
		return fmt.Errorf("the token is signed for the service %q, not for rds-db", service)
	}
	if secrets != nil {
		secret, err := secrets(signature.AccessKey, signature.Token)
		if err != nil {
			return fmt.Errorf("the token's access key %s: %w", signature.AccessKey, err)
		}
		if err := signature.Verify(r, nil, secret, now); err != nil {
			return fmt.Errorf("verifying the token's signature: %w", err)
		}
	}
	if now.Sub(signature.At()) > lifetime {
		return fmt.Errorf("the token has expired: it was signed at %s", signature.At().Format(time.RFC3339))
	}
	return signature.CheckTime(now)
}
