package aurora

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// endedBody is a body that cannot be read once it is closed, as the SDK's.
type endedBody struct {
	io.Reader
	closed bool
}

func (b *endedBody) Read(p []byte) (int, error) {
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	return b.Reader.Read(p)
}

func (b *endedBody) Close() error {
	b.closed = true
	return nil
}

type doFunc func(*http.Request) (*http.Response, error)

func (f doFunc) Do(request *http.Request) (*http.Response, error) { return f(request) }

func TestRequestIsSentWholeThoughTheSDKClosesItsBody(t *testing.T) {
	body := &endedBody{Reader: strings.NewReader("Action=DescribeDBClusters")}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1/", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Kept", "yes")
	client := oneWrite{doFunc(func(sent *http.Request) (*http.Response, error) {
		_ = body.Close()
		text, err := io.ReadAll(sent.Body)
		if err != nil || string(text) != "Action=DescribeDBClusters" || sent.Header.Get("X-Kept") != "yes" {
			t.Errorf("sent %q, %v with %v", text, err, sent.Header)
		}
		return &http.Response{StatusCode: http.StatusNoContent}, nil
	})}
	response, err := client.Do(request) //nolint:bodyclose // it has none
	if err != nil || response.StatusCode != http.StatusNoContent {
		t.Errorf("got %v, %v", response, err)
	}
}
