// Package fleet runs the database servers behind a sandbox's clusters: one data
// folder and at most one server process per cluster, named by the cluster's
// resource id. It knows folders, addresses and processes, and nothing of AWS.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// Fleet is the servers of one sandbox. Its methods may be called from several
// goroutines; those that start or stop the server of one cluster wait for each
// other.
type Fleet struct {
	engines   map[string]engine.Engine
	authority Authority
	folder    string
	log       *slog.Logger
	directory *engine.Directory // for those who log in with tokens; nil for none
	copying   chan struct{}     // holds one for each clone that is being made

	mu    sync.Mutex
	units map[string]*unit
}

// unit is one cluster's data and server.
type unit struct {
	folder string // holds the data folder, whose name is dataFolder once complete

	mu     sync.RWMutex // write: server is started, stopped or replaced; read: it is used
	server engine.Server
	at     engine.Listen
	door   *door // while the cluster is paused
}

// copiedAtOnce bounds how many clones are made side by side. Each takes one of
// the ten replication slots that a server has, and the disk gains nothing by more.
const copiedAtOnce = 4

const dataFolder = "data"

func (u *unit) data() string { return filepath.Join(u.folder, dataFolder) }

// New returns a fleet that keeps the clusters' data below folder, and whose
// servers show what the authority has signed. The engines are those to choose
// from, by the names that Create is going to be given. The directory, nil for
// none, is asked for NAME@ID of the cluster.
func New(engines map[string]engine.Engine, ca Authority, directory *engine.Directory, folder string, log *slog.Logger) *Fleet {
	return &Fleet{engines: engines, authority: ca, directory: directory, folder: folder, log: log, copying: make(chan struct{}, copiedAtOnce), units: map[string]*unit{}}
}

func (f *Fleet) unit(id string) *unit {
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.units[id]
	if u == nil {
		u = &unit{folder: filepath.Join(f.folder, id)}
		f.units[id] = u
	}
	return u
}

// Serve has the cluster's server answer at a place; nil when it does already.
func (f *Fleet) Serve(ctx context.Context, id string, at engine.Listen, names Names) error {
	u := f.unit(id)
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.server != nil && u.at.Address == at.Address && u.at.Port == at.Port && !hasExited(u.server) {
		return f.recertify(ctx, u, names)
	}
	if d := u.door; d != nil {
		d.shut()
		defer d.open() // whoever waits there goes on when the server answers
		u.door = nil
	}
	if err := u.stop(ctx); err != nil {
		return err
	}
	certificate, _, err := f.certify(u, at, names)
	if err != nil {
		return err
	}
	at.Certificate = &certificate
	if f.directory != nil {
		directory := *f.directory
		directory.Suffix = "@" + id
		at.Directory = &directory
	}
	_, e, err := f.engineOf(u)
	if err != nil {
		return err
	}
	server, err := e.Start(ctx, u.data(), at)
	if err != nil {
		return fmt.Errorf("starting the server of %s at %s:%d: %w", id, at.Address, at.Port, err)
	}
	u.server, u.at = server, at
	f.log.Debug("server answers", "cluster", id, "address", at.Address, "port", at.Port)
	return nil
}

// Halt ends the cluster's server, whose certificate stays as it is; nil when there
// is none.
func (f *Fleet) Halt(ctx context.Context, id string) error {
	u := f.unit(id)
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.stop(ctx)
}

// Unserve ends the cluster's server and drops its certificate; nil when there is
// none.
func (f *Fleet) Unserve(ctx context.Context, id string) error {
	u := f.unit(id)
	u.mu.Lock()
	defer u.mu.Unlock()
	if err := u.stop(ctx); err != nil {
		return err
	}
	return u.forgetCertificate()
}

// Remove ends the cluster's server and drops its data.
func (f *Fleet) Remove(ctx context.Context, id string) error {
	u := f.unit(id)
	u.mu.Lock()
	defer u.mu.Unlock()
	if err := u.stop(ctx); err != nil {
		return err
	}
	if err := os.RemoveAll(u.folder); err != nil {
		return fmt.Errorf("removing the data of %s: %w", id, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.units, id)
	return nil
}

// Close ends all servers.
func (f *Fleet) Close(ctx context.Context) error {
	f.mu.Lock()
	units := make([]*unit, 0, len(f.units))
	for _, u := range f.units {
		units = append(units, u)
	}
	f.mu.Unlock()
	errs := make([]error, len(units))
	var all sync.WaitGroup
	for i, u := range units {
		all.Go(func() {
			u.mu.Lock()
			defer u.mu.Unlock()
			errs[i] = u.stop(ctx)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// stop ends the unit's server. The caller holds u.mu for writing.
func (u *unit) stop(ctx context.Context) error {
	if u.door != nil {
		u.door.shut()
		u.door.open()
		u.door = nil
	}
	if u.server == nil {
		return nil
	}
	if err := u.server.Stop(ctx); err != nil {
		return fmt.Errorf("stopping the server of %s: %w", filepath.Base(u.folder), err)
	}
	u.server = nil
	return nil
}

func hasExited(s engine.Server) bool {
	select {
	case <-s.Exited():
		return true
	default:
		return false
	}
}
