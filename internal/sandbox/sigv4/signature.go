package sigv4

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	terminator = "aws4_request"
	timeFormat = "20060102T150405Z"
)

// scope is what a signature's key is good for.
type scope struct{ date, region, service string }

func (s scope) String() string {
	return strings.Join([]string{s.date, s.region, s.service, terminator}, "/")
}

// Signature is a request's signature, taken apart but not verified.
type Signature struct {
	AccessKey string
	// Token is the session token that came with it, "" for a lasting key.
	Token string

	scope   scope
	signed  string // time, as timeFormat
	at      time.Time
	expires time.Duration // of a presigned request, else 0
	headers []string      // that were signed, lower case
	value   string        // hexadecimal
}

// Service is the service that it is good for.
func (s *Signature) Service() string { return s.scope.service }

// At is the time of signing.
func (s *Signature) At() time.Time { return s.at }

// Of takes the signature of a request apart, from its Authorization header or
// from the query of a presigned one. Errors are *Error: Missing or Incomplete.
func Of(r *http.Request) (*Signature, error) {
	var s Signature
	var credential, headers string
	query := r.URL.Query()
	switch authorization := r.Header.Get("Authorization"); {
	case authorization != "":
		fields, err := parseAuthorization(authorization)
		if err != nil {
			return nil, err
		}
		credential, headers, s.value = fields["Credential"], fields["SignedHeaders"], fields["Signature"]
		s.signed, s.Token = r.Header.Get("X-Amz-Date"), r.Header.Get("X-Amz-Security-Token")
	case query.Has("X-Amz-Signature"):
		if query.Get("X-Amz-Algorithm") != algorithm {
			return nil, incomplete("Unsupported AWS 'algorithm': '" + query.Get("X-Amz-Algorithm") + "'.")
		}
		credential, headers, s.value = query.Get("X-Amz-Credential"), query.Get("X-Amz-SignedHeaders"), query.Get("X-Amz-Signature")
		s.signed, s.Token = query.Get("X-Amz-Date"), query.Get("X-Amz-Security-Token")
		if err := s.readExpiry(query); err != nil {
			return nil, err
		}
	default:
		return nil, &Error{Missing, "Request is missing Authentication Token"}
	}
	s.headers = strings.Split(strings.ToLower(headers), ";")
	return &s, s.readScope(credential)
}

// parseAuthorization reads `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=...,
// Signature=...`.
func parseAuthorization(header string) (map[string]string, error) {
	scheme, rest, _ := strings.Cut(header, " ")
	if scheme != algorithm {
		return nil, incomplete("Unsupported AWS 'algorithm': '" + scheme + "'.")
	}
	fields := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	var lacks []string
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if fields[name] == "" {
			lacks = append(lacks, "Authorization header requires '"+name+"' parameter.")
		}
	}
	if len(lacks) > 0 {
		return nil, incomplete(strings.Join(lacks, " "))
	}
	return fields, nil
}

// readExpiry reads how long a presigned request is good for.
func (s *Signature) readExpiry(query url.Values) error {
	expires, err := time.ParseDuration(query.Get("X-Amz-Expires") + "s")
	if err != nil || expires <= 0 || expires > 7*24*time.Hour {
		return incomplete("X-Amz-Expires must be between 1 and 604800 seconds.")
	}
	s.expires = expires
	return nil
}

// readScope reads `AKID/20261122/eu-west-1/rds/aws4_request` and checks it against
// the time of signing.
func (s *Signature) readScope(credential string) error {
	parts := strings.Split(credential, "/")
	if len(parts) < 5 {
		return incomplete("Credential must have at least 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '" + credential + "'")
	}
	end := parts[len(parts)-4:]
	s.AccessKey, s.scope = strings.Join(parts[:len(parts)-4], "/"), scope{end[0], end[1], end[2]}
	if end[3] != terminator {
		return incomplete("Credential should be scoped with a valid terminator: '" + terminator + "', not '" + end[3] + "'.")
	}
	at, err := time.Parse(timeFormat, s.signed)
	if err != nil {
		return incomplete("Date must be in ISO-8601 'basic format'. Got '" + s.signed + "'.")
	}
	if s.at = at; !strings.HasPrefix(s.signed, s.scope.date) {
		return &Error{Mismatch, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '" +
			s.scope.date + "' != '" + s.signed[:8] + "', from '" + s.signed + "'."}
	}
	return nil
}
