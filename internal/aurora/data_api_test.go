package aurora

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// A statement whose answer was lost may have run, so it is the caller's to
// decide what comes next; a transaction that was begun and not heard of ends by
// itself.
func TestStatementsAreSentOnce(t *testing.T) {
	for path, want := range map[string]int64{"/Execute": 1, "/CommitTransaction": 1, "/BeginTransaction": 2, "/RollbackTransaction": 2} {
		t.Run(path, func(t *testing.T) {
			var calls atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if r.URL.Path == path {
					calls.Add(1)
				}
				panic(http.ErrAbortHandler) // the connection ends without an answer
			}))
			defer server.Close()
			client := connectTo(t, server.URL, func(c *Connection) { c.Endpoints["rdsdata"] = server.URL })
			api := client.DataAPI("arn:aws:rds:eu-central-1:123456789012:cluster:x", "arn:secret")
			var err error
			switch path {
			case "/Execute":
				_, _, err = api.ExecuteStatement(t.Context(), "app", "", "SELECT 1", false)
			case "/CommitTransaction":
				err = api.CommitTransaction(t.Context(), "t-1")
			case "/BeginTransaction":
				_, err = api.BeginTransaction(t.Context(), "app")
			case "/RollbackTransaction":
				err = api.RollbackTransaction(t.Context(), "t-1")
			}
			if err == nil || calls.Load() != want {
				t.Errorf("%d calls, want %d; %v", calls.Load(), want, err)
			}
		})
	}
}
