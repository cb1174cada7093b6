package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Problem is why a signature is not taken.
type Problem int

// The problems.
const (
	Missing    Problem = iota + 1 // the request has no signature
	Incomplete                    // it cannot be read
	Mismatch                      // it is not that of the request and the key
	Expired                       // it is too old, or from the future
)

// Error says why a signature is not taken, in AWS's words.
type Error struct {
	Problem Problem
	Message string
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

func incomplete(message string) error { return &Error{Incomplete, message} }

// skew is how far a request's time may be from ours: AWS takes 15 minutes.
const skew = 15 * time.Minute

// Verify checks that a request with this body was signed with the secret key, at
// about now. Errors are *Error: Mismatch, Expired or Incomplete.
func (s *Signature) Verify(r *http.Request, body []byte, secret string, now time.Time) error {
	for _, must := range []string{"host", "x-amz-date"} {
		if signs(s.headers, must) || must == "x-amz-date" && s.expires > 0 {
			continue
		}
		return &Error{Mismatch, "'" + must + "' must be a 'SignedHeader' in the AWS Authorization."}
	}
	text := strings.Join([]string{algorithm, s.signed, s.scope.String(), hash([]byte(s.canonical(r, body)))}, "\n")
	want := hex.EncodeToString(mac(signingKey(secret, s.scope), text))
	if !hmac.Equal([]byte(want), []byte(s.value)) {
		return &Error{Mismatch, "The request signature we calculated does not match the signature you provided. " +
			"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}
	}
	return s.CheckTime(now) // last: what a wrong key signed must not learn our time
}

// CheckTime checks that the signature is good at a time, whoever made it. The error
// is an *Error: Expired.
func (s *Signature) CheckTime(now time.Time) error {
	latest, earliest := s.at.Add(skew), s.at.Add(-skew)
	if s.expires > 0 {
		latest = s.at.Add(s.expires)
	}
	switch stamp := now.UTC().Format(timeFormat); {
	case now.After(latest):
		return &Error{Expired, fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - 15 min.)", s.signed, now.UTC().Add(-skew).Format(timeFormat), stamp)}
	case now.Before(earliest):
		return &Error{Expired, fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + 15 min.)", s.signed, now.UTC().Add(skew).Format(timeFormat), stamp)}
	}
	return nil
}

// signingKey derives the key that signs for one day, Region and service.
func signingKey(secret string, s scope) []byte {
	key := []byte("AWS4" + secret)
	for _, part := range []string{s.date, s.region, s.service, terminator} {
		key = mac(key, part)
	}
	return key
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	_, _ = m.Write([]byte(text)) // a hash takes every write
	return m.Sum(nil)
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
