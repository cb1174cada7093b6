package sigv4_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sigv4"
)

// The key, the time and the signatures of AWS's published test suite for
// Signature Version 4, and of the example in the IAM User Guide.
const (
	exampleKey    = "AKIDEXAMPLE"
	exampleSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	exampleTime   = "20150830T123600Z"
)

var exampleNow = time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)

// request is a request as a server gets it.
func request(t *testing.T, method, target, body string, header map[string]string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	r.Header.Set("X-Amz-Date", exampleTime)
	return r
}

func TestPublishedVectors(t *testing.T) {
	t.Parallel()
	const suite = "https://example.amazonaws.com/"
	cases := []struct {
		name, method, target, body, service, signed, signature string
		header                                                 map[string]string
	}{
		{
			name: "get-vanilla", method: "GET", target: suite, service: "service", signed: "host;x-amz-date",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
		},
		{
			name: "get-vanilla-empty-query-key", method: "GET", target: suite + "?Param1=value1", service: "service", signed: "host;x-amz-date",
			signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
		},
		{
			name: "get-vanilla-query-order-key-case", method: "GET", target: suite + "?Param2=value2&Param1=value1", service: "service",
			signed: "host;x-amz-date", signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
		},
		{
			name: "get-header-value-trim", method: "GET", target: suite, service: "service", signed: "host;my-header1;my-header2;x-amz-date",
			header:    map[string]string{"My-Header1": "  value1", "My-Header2": `"a   b   c"`},
			signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
		},
		{
			name: "post-vanilla", method: "POST", target: suite, service: "service", signed: "host;x-amz-date",
			signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
		},
		{
			name: "post-x-www-form-urlencoded", method: "POST", target: suite, body: "Param1=value1", service: "service",
			header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, signed: "content-type;host;x-amz-date",
			signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
		},
		{
			name: "IAM User Guide", method: "GET", target: "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", service: "iam",
			header: map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, signed: "content-type;host;x-amz-date",
			signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := request(t, c.method, c.target, c.body, c.header)
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+exampleKey+"/20150830/us-east-1/"+c.service+
				"/aws4_request, SignedHeaders="+c.signed+", Signature="+c.signature)
			s, err := sigv4.Of(r)
			if err != nil {
				t.Fatal(err)
			}
			if s.AccessKey != exampleKey {
				t.Errorf("signed by %s", s.AccessKey)
			}
			if err := s.Verify(r, []byte(c.body), exampleSecret, exampleNow); err != nil {
				t.Error(err)
			}
			if s.Verify(r, []byte(c.body+" "), exampleSecret, exampleNow) == nil {
				t.Error("another body is taken")
			}
			if s.Verify(r, []byte(c.body), exampleSecret+"x", exampleNow) == nil {
				t.Error("another secret is taken")
			}
		})
	}
}
