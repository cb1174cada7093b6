package aurora

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// oneWrite sends each request, head and body, with one write.
//
// The SDK hides that its bodies are in memory, so net/http sends the head
// first, then the body, and then looks for the body's end. The SDK closes the
// body as soon as an answer begins. A server on this machine, such as the
// sandbox, answers before that end was seen: it then counts as a write that
// failed, which costs the connection and the rest of a large answer.
type oneWrite struct{ aws.HTTPClient }

// Do implements [aws.HTTPClient].
func (c oneWrite) Do(request *http.Request) (*http.Response, error) {
	if request.Body == nil {
		return c.HTTPClient.Do(request)
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the request's body: %w", err)
	}
	whole := request.Clone(request.Context())
	whole.Body = io.NopCloser(bytes.NewReader(body))
	return c.HTTPClient.Do(whole)
}
