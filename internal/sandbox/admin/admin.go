// Package admin is the sandbox's own interface, beside AWS's on the same
// address: how it is, what it has, and which faults are in force. Its paths begin
// with Prefix, where no AWS client ever calls.
package admin

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
)

// Prefix begins every path of the interface.
const Prefix = "/_sandbox/"

// Status is what the sandbox says of itself.
type Status struct {
	URL      string    `json:"url"`
	Engine   string    `json:"engine"`
	Timing   string    `json:"timing"`
	Started  time.Time `json:"started"`
	Requests int64     `json:"requests"` // answered so far
	Faults   int       `json:"faults"`   // rules in force
	Clusters []Cluster `json:"clusters"`
}

// Cluster is one cluster, with where it really answers.
type Cluster struct {
	Identifier string     `json:"identifier"`
	ResourceID string     `json:"resource_id"`
	Status     string     `json:"status"`
	Address    string     `json:"address"`
	Port       int        `json:"port"`
	CloneGroup string     `json:"clone_group,omitempty"`
	Instances  []Instance `json:"instances"`
	// DiskBytes is what its files hold; less is really used where clones share
	// blocks with their source.
	DiskBytes int64 `json:"disk_bytes"`
}

// Instance is a member of a cluster.
type Instance struct {
	Identifier string `json:"identifier"`
	Status     string `json:"status"`
	Class      string `json:"class"`
	Writer     bool   `json:"writer"`
}

// Config is what the interface shows and changes.
type Config struct {
	Faults *faults.Set
	Status func(context.Context) (Status, error)
}

// New returns the interface's handler.
func New(c Config) http.Handler {
	mux := http.NewServeMux()
	// Anybody may ask whether it is alive: a container's health check comes from
	// another address.
	mux.HandleFunc("GET "+Prefix+"health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.Handle("GET "+Prefix+"status", local(func(w http.ResponseWriter, r *http.Request) {
		status, err := c.Status(r.Context())
		if err != nil {
			refuse(w, http.StatusInternalServerError, err.Error())
			return
		}
		answer(w, http.StatusOK, status)
	}))
	f := faultsHandler{c.Faults}
	mux.Handle("GET "+Prefix+"faults", local(f.list))
	mux.Handle("POST "+Prefix+"faults", local(f.add))
	mux.Handle("DELETE "+Prefix+"faults", local(f.clear))
	mux.Handle("DELETE "+Prefix+"faults/{id}", local(f.remove))
	return mux
}

// local serves callers on this machine that mean this interface: not a page in
// somebody's browser, and not an AWS client, whose requests are signed.
func local(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		switch {
		case err != nil || !net.ParseIP(host).IsLoopback():
			refuse(w, http.StatusForbidden, "only callers on the sandbox's own machine are served")
		case r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "":
			refuse(w, http.StatusForbidden, "browsers are not served")
		case strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-") || r.URL.Query().Has("X-Amz-Signature"):
			refuse(w, http.StatusForbidden, "this is no AWS service, and takes no signed requests")
		default:
			next(w, r)
		}
	})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that has gone away needs no answer
}

func refuse(w http.ResponseWriter, status int, message string) {
	answer(w, status, map[string]string{"error": message})
}
