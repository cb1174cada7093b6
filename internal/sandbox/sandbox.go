// Package sandbox is a local Aurora: one HTTP address that any AWS client
// reaches through AWS_ENDPOINT_URL, and real database servers behind it. It
// refuses what AWS refuses with AWS's codes and texts, walks clusters through
// AWS's statuses, and clones them with their data.
//
// The protocols are in wire, what exists in account, the servers in fleet, and
// one package holds each AWS service. This one puts them together.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/authority"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/directory"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/rds"
)

// Server is a running sandbox.
type Server struct {
	url       string
	temporary string // data folder to remove
	lock      *folderLock
	http      *http.Server
	control   *rds.Control
	data      *data.API
	faults    *faults.Set
	requests  atomic.Int64
	started   time.Time
	engine    string // and its version
	timing    Timing
	clusters  string // folder of the clusters' data
	store     *account.Store
	fleet     servers
	logins    *directory.Server // checks tokens; nil when there are none
	authority *authority.Authority
	log       *slog.Logger
	stop      context.CancelFunc // ends the control plane
	ended     sync.WaitGroup
	closing   sync.Once
	closed    chan struct{}
	closeErr  error
}

// URL returns the endpoint for AWS_ENDPOINT_URL, such as http://127.0.0.1:4566.
func (s *Server) URL() string { return s.url }

// CAFile is the path of the certificate authority's certificate, in PEM, with
// which clients verify the database servers: `sslmode=verify-full
// sslrootcert=FILE`. It stands where AWS's global-bundle.pem stands, and lasts as
// long as the data folder, in which it is ca.pem.
func (s *Server) CAFile() string { return s.authority.Path() }

// Done is closed once the sandbox has ended.
func (s *Server) Done() <-chan struct{} { return s.closed }

// Close ends the sandbox: requests in flight are answered as long as ctx allows,
// servers are stopped, and a temporary data folder is removed. Called again, it
// waits for the first call.
func (s *Server) Close(ctx context.Context) error {
	s.closing.Do(func() {
		defer close(s.closed)
		s.closeErr = s.close(ctx)
	})
	<-s.closed
	return s.closeErr
}

func (s *Server) close(ctx context.Context) error {
	var errs []error
	if s.stop != nil {
		s.stop() // first: work that requests wait for is not going to end
	}
	if s.http != nil {
		drain, cancel := context.WithTimeout(ctx, drainTime)
		if s.http.Shutdown(drain) != nil {
			errs = append(errs, s.http.Close())
		}
		cancel()
	}
	if s.data != nil {
		s.data.Close(ctx)
	}
	s.ended.Wait()
	if s.fleet != nil {
		errs = append(errs, s.fleet.Close(ctx))
	}
	if s.logins != nil {
		errs = append(errs, s.logins.Close())
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	if s.temporary != "" {
		errs = append(errs, os.RemoveAll(s.temporary))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the sandbox: %w", err)
	}
	return nil
}
