package fleet

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// Master is the user that a new cluster is made for.
type Master struct {
	User, Password string
	Database       string // "" for none
	Tokens         bool   // it logs in with IAM tokens, not with the password
}

// Create makes the data of a new, empty cluster with its master user, for the
// kind of server that New was given under that name. It leaves complete data
// alone, and begins anew where an earlier call was cut short.
func (f *Fleet) Create(ctx context.Context, id, kind string, master Master) error {
	e, err := f.engineNamed(kind)
	if err != nil {
		return err
	}
	return f.fillOnce(id, kind, func(fresh string) error {
		if err := e.Init(ctx, fresh); err != nil {
			return fmt.Errorf("initialising the data of %s: %w", id, err)
		}
		return privately(ctx, e, fresh, func(s engine.Server) error {
			if err := s.CreateMaster(ctx, master.User, master.Password, master.Database); err != nil {
				return fmt.Errorf("creating the master user of %s: %w", id, err)
			}
			if !master.Tokens {
				return nil
			}
			return s.SetTokenLogin(ctx, master.User, true)
		})
	})
}

// Clone makes the data of a cluster as a copy of another's, which may be serving
// and goes on doing so. Complete data is left alone.
func (f *Fleet) Clone(ctx context.Context, source, id string) error {
	kind, _, err := f.engineOf(f.unit(source))
	if err != nil {
		return err
	}
	return f.fillOnce(id, kind, func(fresh string) error {
		return f.use(ctx, source, func(s engine.Server) error {
			select {
			case f.copying <- struct{}{}:
				defer func() { <-f.copying }()
			case <-ctx.Done():
				return fmt.Errorf("waiting to clone %s: %w", source, context.Cause(ctx))
			}
			copied, err := s.CloneTo(ctx, fresh)
			if err != nil {
				return fmt.Errorf("cloning the data of %s: %w", source, err)
			}
			f.log.Debug("data cloned", "source", source, "clone", id, "method", string(copied.Method), "bytes", copied.Bytes)
			return nil
		})
	})
}

// SetPassword changes a role's password, whether or not the cluster is serving.
func (f *Fleet) SetPassword(ctx context.Context, id, role, password string) error {
	return f.use(ctx, id, func(s engine.Server) error {
		if err := s.SetPassword(ctx, role, password); err != nil {
			return fmt.Errorf("setting the password of %q on %s: %w", role, id, err)
		}
		return nil
	})
}

// SetTokenLogin has a role log in with IAM tokens, or with its password again,
// whether or not the cluster is serving.
func (f *Fleet) SetTokenLogin(ctx context.Context, id, role string, on bool) error {
	return f.use(ctx, id, func(s engine.Server) error {
		if err := s.SetTokenLogin(ctx, role, on); err != nil {
			return fmt.Errorf("changing logins of %s: %w", id, err)
		}
		return nil
	})
}

// Load runs an SQL script as a role.
func (f *Fleet) Load(ctx context.Context, id, database, role, file string) error {
	return f.use(ctx, id, func(s engine.Server) error {
		if err := s.Load(ctx, database, role, file); err != nil {
			return fmt.Errorf("loading %q into %s: %w", file, id, err)
		}
		return nil
	})
}

// fillOnce makes a cluster's data folder under another name, and gives it its
// own once it is complete. So data that is there is complete data.
func (f *Fleet) fillOnce(id, kind string, fill func(fresh string) error) error {
	u := f.unit(id)
	u.mu.Lock()
	defer u.mu.Unlock()
	if _, err := os.Stat(u.data()); err == nil {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking at the data of %s: %w", id, err)
	}
	// The server may run as another user than we: it must be able to pass through.
	if err := os.MkdirAll(u.folder, 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", id, err)
	}
	if err := u.keepKind(kind); err != nil {
		return err
	}
	fresh := u.data() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("removing the unfinished data of %s: %w", id, err)
	}
	if err := fill(fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, u.data()); err != nil {
		return fmt.Errorf("completing the data of %s: %w", id, err)
	}
	return nil
}

// use runs do with the cluster's server. A cluster that is not serving gets one
// for the occasion, which listens elsewhere than its endpoint.
func (f *Fleet) use(ctx context.Context, id string, do func(engine.Server) error) error {
	u := f.unit(id)
	u.mu.RLock()
	if u.server != nil && !hasExited(u.server) {
		defer u.mu.RUnlock()
		return do(u.server)
	}
	u.mu.RUnlock()
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.server != nil && !hasExited(u.server) { // it was started in between
		return do(u.server)
	}
	_, e, err := f.engineOf(u)
	if err != nil {
		return err
	}
	return privately(ctx, e, u.data(), do)
}

// privately runs do with a server of a data folder that nobody knows of.
func privately(ctx context.Context, e engine.Engine, data string, do func(engine.Server) error) error {
	port, err := freePort(ctx, "127.0.0.1")
	if err != nil {
		return fmt.Errorf("finding a free port: %w", err)
	}
	server, err := e.Start(ctx, data, engine.Listen{Address: "127.0.0.1", Port: port})
	if err != nil {
		return fmt.Errorf("starting a server for maintenance: %w", err)
	}
	err = do(server)
	if stopErr := server.Stop(context.WithoutCancel(ctx)); stopErr != nil {
		err = errors.Join(err, fmt.Errorf("stopping a server for maintenance: %w", stopErr))
	}
	return err
}
