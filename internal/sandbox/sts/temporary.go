package sts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// ErrExpired and ErrUnknown are why temporary credentials are not taken.
var (
	ErrExpired = errors.New("the temporary credentials have expired")
	ErrUnknown = errors.New("the temporary credentials are not ours")
)

// Secret key and session token are derived from the access key, the expiry and
// Tokens.Key, so that nothing must be remembered to know them again.

// secret returns the secret key of an access key.
func (t *Tokens) secret(accessKey string) string { return t.derive("secret", accessKey) }

// token returns the session token of an access key until a time.
func (t *Tokens) token(accessKey string, expires time.Time) string {
	until := strconv.FormatInt(expires.Unix(), 10)
	return until + "." + t.derive("token", accessKey+until)
}

func (t *Tokens) derive(purpose, text string) string {
	m := hmac.New(sha256.New, t.Key)
	_, _ = m.Write([]byte(purpose + ":" + text)) // a hash takes every write
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// Secret returns the secret key of temporary credentials that we issued. Errors
// are ErrUnknown and ErrExpired.
func (t *Tokens) Secret(accessKey, token string) (string, error) {
	until, _, _ := strings.Cut(token, ".")
	seconds, err := strconv.ParseInt(until, 10, 64)
	if err != nil {
		return "", ErrUnknown
	}
	expires := time.Unix(seconds, 0)
	if !hmac.Equal([]byte(token), []byte(t.token(accessKey, expires))) {
		return "", ErrUnknown
	}
	if t.Clock.Now().After(expires) {
		return "", ErrExpired
	}
	return t.secret(accessKey), nil
}
