package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// mariadbServer is a running mariadbd; see Server.
type mariadbServer struct {
	*daemon
	client string
	// passwords is held while a login has more than one: see Load.
	passwords sync.Mutex
	// frozen holds one token while the process is stopped for a copy.
	frozen chan struct{}

	mu  sync.Mutex
	set map[string]string // global variables that it was configured with
}

var _ Server = (*mariadbServer)(nil)

// mariadbProcess says how a mariadbd ends: SIGTERM is its orderly shutdown.
// SIGKILL is as good as a power cut, which InnoDB recovers from, and the only
// signal that also ends a process that CloneTo has stopped.
var mariadbProcess = product{
	title: "MariaDB", program: "mariadbd", pidFile: mariadbPidFile,
	stop: syscall.SIGTERM, quit: syscall.SIGKILL,
}

// Start serves dir; see Engine, and Postgres.Start about the server's end, which
// is the same here.
func (m *MariaDB) Start(ctx context.Context, dir string, at Listen) (Server, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("starting MariaDB: %w", err)
	}
	s, err := m.start(ctx, dir, at)
	if err != nil {
		return nil, fmt.Errorf("starting MariaDB in %q on %s port %d: %w", dir, at.Address, at.Port, err)
	}
	return s, nil
}

func (m *MariaDB) start(ctx context.Context, dir string, at Listen) (_ *mariadbServer, err error) {
	a, err := accountFor(dir, at)
	if err != nil {
		return nil, err
	}
	if err := m.checkFormat(ctx, filepath.Join(dir, dataName)); err != nil {
		return nil, err
	}
	d, err := mariadbProcess.prepare(ctx, dir, a, at)
	s := &mariadbServer{daemon: d, client: m.client, frozen: make(chan struct{}, 1), set: at.Settings}
	defer func() {
		// Once there is a process, both go when it goes.
		if err != nil && s.process == nil {
			s.release()
		}
	}()
	if err != nil {
		return nil, err
	}
	args, err := mariadbConfigure(dir, a, at, s.socket)
	if err != nil {
		return nil, err
	}
	if err := s.run(ctx, m.server, args...); err != nil {
		return nil, err
	}
	answers := func(ctx context.Context) error { return s.exec(ctx, "DO 1") }
	if err := s.awaitAnswer(ctx, answers); err != nil {
		return nil, errors.Join(err, s.endNow(ctx))
	}
	return s, nil
}

// checkFormat makes sure that the data was made by the installed release: an
// older one's would have to be upgraded, and a newer one's cannot be read.
func (m *MariaDB) checkFormat(ctx context.Context, data string) error {
	var content []byte
	var err error
	// The file's name changed with release 11.
	for _, name := range []string{"mariadb_upgrade_info", "mysql_upgrade_info"} {
		if content, err = os.ReadFile(filepath.Join(data, name)); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("reading the format of the data: %w", err)
	}
	version, err := m.Version(ctx)
	if err != nil {
		return err
	}
	if release := version[:strings.LastIndex(version, ".")+1]; !strings.HasPrefix(string(content), release) {
		return fmt.Errorf("data in %q was made by MariaDB %s, and %s in %q cannot serve it as it is: %w",
			data, strings.Trim(string(content), "\x00\n "), version, m.server, errors.ErrUnsupported)
	}
	return nil
}

// SetCertificate replaces the certificate; see Server.
// https://mariadb.com/kb/en/flush/#flush-ssl
func (s *mariadbServer) SetCertificate(ctx context.Context, c Certificate) error {
	if s.at.Certificate == nil {
		return fmt.Errorf("replacing the certificate of the server in %q: it was started without one: %w", s.dir, errors.ErrUnsupported)
	}
	_, err := writeCertificate(s.dir, s.account, &c)
	if err == nil {
		err = s.exec(ctx, "FLUSH SSL")
	}
	if err != nil {
		return fmt.Errorf("replacing the certificate of the server in %q: %w", s.dir, err)
	}
	return nil
}
