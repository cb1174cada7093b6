package sandboxtest

import (
	"bytes"
	"io"
	"net/http"
)

// wholeBodies sends requests with bodies that net/http sees are in memory, and
// so sends with one write. Of the SDK's own it looks for the end after the last
// byte is sent, and the SDK closes them when the answer begins; on loopback that
// is before, which then counts as a broken write and costs the connection, and a
// large answer with it.
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
