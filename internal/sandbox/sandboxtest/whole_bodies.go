package sandboxtest

import (
	"bytes"
	"io"
	"net/http"
)

// wholeBodies sends requests with bodies of its own. The SDK closes a request's
// body when its answer begins; on loopback that is before the transport has seen
// the body's end, which then counts as a broken write and costs the connection, and
// a large answer with it.
type wholeBodies struct{ *http.Client }

func (w wholeBodies) Do(r *http.Request) (*http.Response, error) {
	own := r.Clone(r.Context())
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		own.Body = io.NopCloser(bytes.NewReader(data))
	}
	return w.Client.Do(own)
}
