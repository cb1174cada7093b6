package sigv4

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// canonical is the request in the form that both sides hash.
func (s *Signature) canonical(r *http.Request, body []byte) string {
	var headers strings.Builder
	for _, name := range s.headers {
		headers.WriteString(name + ":" + headerValue(r, name) + "\n")
	}
	return strings.Join([]string{
		r.Method, canonicalPath(r.URL), canonicalQuery(r.URL.Query()), headers.String(), strings.Join(s.headers, ";"), hash(body),
	}, "\n")
}

func signs(headers []string, name string) bool { return slices.Contains(headers, name) }

// headerValue returns a header's values as they are signed: trimmed, runs of
// spaces made one, joined by commas. net/http keeps two of them elsewhere.
func headerValue(r *http.Request, name string) string {
	values := r.Header.Values(name)
	switch {
	case name == "host":
		values = []string{r.Host}
	case name == "content-length" && len(values) == 0:
		values = []string{strconv.FormatInt(r.ContentLength, 10)}
	}
	clean := make([]string, 0, len(values))
	for _, v := range values {
		clean = append(clean, strings.Join(strings.FieldsFunc(v, func(c rune) bool { return c == ' ' }), " "))
	}
	return strings.Join(clean, ",")
}

// canonicalPath is the path as sent, escaped once more, as all services but S3
// want it.
func canonicalPath(u *url.URL) string {
	path := u.EscapedPath()
	if path == "" {
		return "/"
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = escape(p)
	}
	return strings.Join(parts, "/")
}

// canonicalQuery is the query sorted by name and value, without the signature.
func canonicalQuery(query url.Values) string {
	var pairs [][2]string
	for name, values := range query {
		if name == "X-Amz-Signature" {
			continue
		}
		for _, value := range values {
			pairs = append(pairs, [2]string{escape(name), escape(value)})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		if by := strings.Compare(a[0], b[0]); by != 0 {
			return by
		}
		return strings.Compare(a[1], b[1])
	})
	joined := make([]string, 0, len(pairs))
	for _, p := range pairs {
		joined = append(joined, p[0]+"="+p[1])
	}
	return strings.Join(joined, "&")
}

// escape is RFC 3986's percent encoding: everything but the unreserved characters.
func escape(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(text), "+", "%20"), "%7E", "~")
}
