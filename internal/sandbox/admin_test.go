package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/admin"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

var anyCredentials = credentials.NewStaticCredentialsProvider("any", "any", "")

// requestLog is what a sandbox tells of the calls it answered.
type requestLog struct {
	mu  sync.Mutex
	all []sandbox.Request
}

func (l *requestLog) option() sandboxtest.Option {
	return sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.OnRequest = func(r sandbox.Request) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.all = append(l.all, r)
		}
	})
}

// last returns the last call of an operation.
func (l *requestLog) last(action string) sandbox.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range slices.Backward(l.all) {
		if r.Action == action {
			return r
		}
	}
	return sandbox.Request{}
}

// answered is an answer of the admin interface.
type answered struct {
	status int
	body   string
}

// call asks the admin interface.
func call(t *testing.T, method, url, body string, header http.Header) answered {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name := range header {
		req.Header.Set(name, header.Get(name))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answered{res.StatusCode, string(text)}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL))
	c := clientsOf(server)
	c.Clone(t, "copy")
	got := call(t, http.MethodGet, server.URL()+"/_sandbox/status", "", nil)
	var shown admin.Status
	if err := json.Unmarshal([]byte(got.body), &shown); err != nil {
		t.Fatalf("%v: %s", err, got.body)
	}
	if shown.URL != server.URL() || !strings.HasPrefix(shown.Engine, "aurora-postgresql ") || shown.Timing != "instant" || shown.Requests < 2 {
		t.Errorf("the sandbox says of itself %+v", shown)
	}
	if len(shown.Clusters) != 2 {
		t.Fatalf("it has %d clusters, want 2", len(shown.Clusters))
	}
	copied, source := shown.Clusters[0], shown.Clusters[1]
	want := []admin.Instance{{Identifier: "orders-1", Status: "available", Class: "db.r6g.large", Writer: true}}
	if diff := cmp.Diff(want, source.Instances); diff != "" {
		t.Errorf("the source's instances (-want +got):\n%s", diff)
	}
	if source.Address == "" || source.Port == 0 || copied.Status != "available" || copied.CloneGroup != source.CloneGroup || copied.CloneGroup == "" {
		t.Errorf("the clusters are %+v and %+v", copied, source)
	}
	for _, c := range shown.Clusters {
		if c.DiskBytes < 1<<20 {
			t.Errorf("%s has %d bytes on disk, want a database's", c.Identifier, c.DiskBytes)
		}
	}
	if got := call(t, http.MethodGet, server.URL()+"/_sandbox/health", "", nil); got != (answered{http.StatusOK, "{\"status\":\"ok\"}\n"}) {
		t.Errorf("the health is %+v", got)
	}
}

func TestAdminIsForCallersOfThisMachine(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t)
	for name, header := range map[string]http.Header{
		"a signed call":        signedFor("rds"),
		"a page in a browser":  {"Origin": {"http://example.com"}},
		"a browser's own call": {"Sec-Fetch-Site": {"none"}},
	} {
		got := call(t, http.MethodPost, server.URL()+"/_sandbox/faults", `{"faults": [{"operation": "*", "fault": "throttling"}]}`, header)
		if got.status != http.StatusForbidden {
			t.Errorf("%s is answered %d: %s", name, got.status, got.body)
		}
	}
	if got := call(t, http.MethodGet, server.URL()+"/_sandbox/secrets", "", nil); got.status != http.StatusNotFound {
		t.Errorf("an unknown path is answered %d", got.status)
	}
}

func TestAdminRefusesOtherMachines(t *testing.T) {
	t.Parallel()
	set, err := faults.New(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	handler := admin.New(admin.Config{Faults: set, Status: func(context.Context) (admin.Status, error) { return admin.Status{}, nil }})
	from := func(ip, path string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.RemoteAddr = net.JoinHostPort(ip, "40000")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code
	}
	for _, path := range []string{"/_sandbox/status", "/_sandbox/faults"} {
		if code := from("192.0.2.7", path); code != http.StatusForbidden {
			t.Errorf("another machine asks for %s and is answered %d", path, code)
		}
		for _, ip := range []string{"127.0.0.1", "127.8.9.1", "::1"} {
			if code := from(ip, path); code != http.StatusOK {
				t.Errorf("%s asks for %s and is answered %d", ip, path, code)
			}
		}
	}
	if code := from("192.0.2.7", "/_sandbox/health"); code != http.StatusOK {
		t.Errorf("another machine asks for the health and is answered %d", code)
	}
}
