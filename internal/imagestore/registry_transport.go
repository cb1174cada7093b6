package imagestore

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

var errPlainHTTP = errors.New("it would be spoken to in plain HTTP, and so would its password")

// cautiousTransport refuses plain HTTP to other hosts. The library beneath also
// tries it, with the password, for private addresses and names that end in
// .local, and follows redirects to it. It also ends answers that are larger than
// anybody needs; blobs are held against their descriptors' sizes by the library.
type cautiousTransport struct {
	next     http.RoundTripper
	insecure []string
}

// RoundTrip implements [http.RoundTripper].
func (t *cautiousTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme == "http" && !isLoopback(request.URL) && !listsHost(t.insecure, request.URL.Host) {
		return nil, fmt.Errorf("asking %s: %w", request.URL.Host, errPlainHTTP)
	}
	response, err := t.next.RoundTrip(request)
	if err == nil && !asksForBlob(request) {
		response.Body = readCloser{&endlessReader{from: response.Body, left: maxManifestSize}, response.Body.Close}
	}
	return response, err
}

func isLoopback(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// asksForBlob also knows a blob that a registry sends elsewhere for, as most do.
func asksForBlob(request *http.Request) bool {
	for request.Response != nil && request.Response.Request != nil {
		request = request.Response.Request
	}
	return strings.Contains(request.URL.Path, "/blobs/")
}

// endlessReader ends in an error when there is more than is read of an answer.
type endlessReader struct {
	from io.Reader
	left int64
}

// Read implements [io.Reader].
func (r *endlessReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p[:min(int64(len(p)), r.left+1)])
	if r.left -= int64(n); r.left < 0 {
		return 0, fmt.Errorf("the registry answered with more than %d bytes", maxManifestSize)
	}
	return n, err
}
