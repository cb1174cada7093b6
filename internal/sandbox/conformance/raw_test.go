package conformance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// signed is the header of a request that was signed for RDS.
func signed() http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/x-www-form-urlencoded")
	h.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-central-1/rds/aws4_request, SignedHeaders=host, Signature=00")
	return h
}

// raw posts a query that AWS's client cannot form, and returns the answer.
func (w *world) raw(t *testing.T, query string) (status int, body string) {
	t.Helper()
	return sandboxtest.Post(t, w.server, signed(), query+"&Version=2014-10-31")
}

// rawRefused fails the test unless a raw query is refused with a code and, when
// given, with a text.
func (w *world) rawRefused(t *testing.T, query string, status int, code, text string) {
	t.Helper()
	got, body := w.raw(t, query)
	if got != status || !strings.Contains(body, "<Code>"+code+"</Code>") || !strings.Contains(body, text) {
		t.Errorf("%s: HTTP status %d, %s\nwant %d, %s: %s", query, got, body, status, code, text)
	}
}

// refusedRaw is a row for a raw query that is refused.
func refusedRaw(name, query string, status int, code, text string) row {
	return row{name, func(t *testing.T, w *world) {
		t.Helper()
		w.rawRefused(t, query, status, code, text)
	}}
}
