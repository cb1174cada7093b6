package sigv4_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sigv4"
)

var keys = aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret", SessionToken: "token"}

// signed returns a request that the SDK's signer has signed at a time.
func signed(t *testing.T, target, body string, at time.Time) *http.Request {
	t.Helper()
	r := request(t, http.MethodPost, target, body, map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"})
	r.Header.Del("X-Amz-Date")
	sum := sha256.Sum256([]byte(body))
	if err := v4.NewSigner().SignHTTP(t.Context(), keys, r, hex.EncodeToString(sum[:]), "rds", "eu-west-1", at); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatTheSDKSigns(t *testing.T) {
	t.Parallel()
	for name, target := range map[string]string{
		"root": "http://127.0.0.1:4566/", "no path": "http://127.0.0.1:4566", "path": "http://127.0.0.1:4566/a%20b/c~d/%C3%A4",
		"query": "http://127.0.0.1:4566/?b=2&a=x%20y&a=%2B&empty=&c=~%2F",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := signed(t, target, "Action=X&Filter.1=a+b", exampleNow)
			s, err := sigv4.Of(r)
			if err != nil {
				t.Fatal(err)
			}
			if s.AccessKey != keys.AccessKeyID || s.Token != keys.SessionToken {
				t.Errorf("signed by %s with the token %s", s.AccessKey, s.Token)
			}
			if err := s.Verify(r, []byte("Action=X&Filter.1=a+b"), keys.SecretAccessKey, exampleNow); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatTheSDKPresigns(t *testing.T) {
	t.Parallel()
	r := request(t, http.MethodGet, "http://127.0.0.1:4566/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Expires=60", "", nil)
	r.Header.Del("X-Amz-Date")
	empty := sha256.Sum256(nil)
	uri, _, err := v4.NewSigner().PresignHTTP(t.Context(), keys, r, hex.EncodeToString(empty[:]), "sts", "eu-west-1", exampleNow)
	if err != nil {
		t.Fatal(err)
	}
	presigned := request(t, http.MethodGet, uri, "", nil)
	presigned.Header.Del("X-Amz-Date")
	s, err := sigv4.Of(presigned)
	if err != nil {
		t.Fatal(err)
	}
	if s.Token != keys.SessionToken {
		t.Errorf("the token is %q", s.Token)
	}
	if err := s.Verify(presigned, nil, keys.SecretAccessKey, exampleNow.Add(59*time.Second)); err != nil {
		t.Error(err)
	}
	problem(t, s.Verify(presigned, nil, keys.SecretAccessKey, exampleNow.Add(61*time.Second)), sigv4.Expired)
}

func problem(t *testing.T, err error, want sigv4.Problem) {
	t.Helper()
	var found *sigv4.Error
	if !errors.As(err, &found) || found.Problem != want {
		t.Errorf("got %v, want the problem %d", err, want)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	const body = "Action=X"
	verify := func(r *http.Request, now time.Time) error {
		s, err := sigv4.Of(r)
		if err != nil {
			return err
		}
		return s.Verify(r, []byte(body), keys.SecretAccessKey, now)
	}
	cases := []struct {
		name   string
		spoil  func(*http.Request)
		offset time.Duration
		want   sigv4.Problem
	}{
		{"none", func(r *http.Request) { r.Header.Del("Authorization") }, 0, sigv4.Missing},
		{"another scheme", func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, 0, sigv4.Incomplete},
		{"no signature", func(r *http.Request) { edit(r, "Signature=", "Sig=") }, 0, sigv4.Incomplete},
		{"no terminator", func(r *http.Request) { edit(r, "/aws4_request", "/aws3_request") }, 0, sigv4.Incomplete},
		{"a short scope", func(r *http.Request) { edit(r, "/eu-west-1/rds", "") }, 0, sigv4.Incomplete},
		{"no date", func(r *http.Request) { r.Header.Del("X-Amz-Date") }, 0, sigv4.Incomplete},
		{"another day's scope", func(r *http.Request) { edit(r, "/20150830/", "/20150831/") }, 0, sigv4.Mismatch},
		{"another Region's scope", func(r *http.Request) { edit(r, "/eu-west-1/", "/eu-west-2/") }, 0, sigv4.Mismatch},
		{"another host", func(r *http.Request) { r.Host = "example.com" }, 0, sigv4.Mismatch},
		{"another token", func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "x") }, 0, sigv4.Mismatch},
		{"an unsigned host", func(r *http.Request) { edit(r, ";host;", ";") }, 0, sigv4.Mismatch},
		{"14 minutes old", func(*http.Request) {}, 14 * time.Minute, 0},
		{"16 minutes old", func(*http.Request) {}, 16 * time.Minute, sigv4.Expired},
		{"16 minutes early", func(*http.Request) {}, -16 * time.Minute, sigv4.Expired},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := signed(t, "http://127.0.0.1:4566/", body, exampleNow)
			c.spoil(r)
			err := verify(r, exampleNow.Add(c.offset))
			if c.want != 0 {
				problem(t, err, c.want)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

func edit(r *http.Request, old, replacement string) {
	r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, replacement, 1))
}
