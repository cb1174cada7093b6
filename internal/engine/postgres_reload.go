package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Configure writes the configuration anew and has the server read it; see Server.
func (s *postgresServer) Configure(ctx context.Context, configured map[string]string) error {
	at, certificate := s.at, ""
	if at.Settings = configured; at.Certificate != nil {
		certificate = filepath.Join(s.dir, certificateName)
	}
	err := s.reload(ctx, func() error {
		return os.WriteFile(filepath.Join(s.dir, configurationName), []byte(settings(at, s.socket, certificate)), 0o600)
	})
	if err != nil {
		return fmt.Errorf("configuring the server in %q: %w", s.dir, err)
	}
	return nil
}

// reload changes the server's files and returns once it has read them.
func (s *postgresServer) reload(ctx context.Context, change func() error) error {
	before, err := s.configured(ctx)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	s.process.signal(syscall.SIGHUP)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		now, err := s.configured(ctx)
		if err == nil && now.After(before) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the server to read it: %w; configured %s, then %s, %w", context.Cause(ctx), before, now, err)
		case <-again.C:
		}
	}
}

// configured returns when the postmaster last read its configuration.
func (s *postgresServer) configured(ctx context.Context) (at time.Time, err error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return at, err
	}
	defer disconnect(ctx, conn)
	if err := conn.QueryRow(ctx, "SELECT pg_conf_load_time()").Scan(&at); err != nil {
		return at, fmt.Errorf("asking when the configuration was read: %w", err)
	}
	return at, nil
}

// SetCertificate replaces the certificate; see Server. The postmaster reads it
// when it is told to read its configuration, and shows by its sessions' load time
// that it has.
// https://www.postgresql.org/docs/15/ssl-tcp.html#SSL-SERVER-FILES
func (s *postgresServer) SetCertificate(ctx context.Context, c Certificate) error {
	if err := s.setCertificate(ctx, c); err != nil {
		return fmt.Errorf("replacing the certificate of the server in %q: %w", s.dir, err)
	}
	return nil
}

func (s *postgresServer) setCertificate(ctx context.Context, c Certificate) error {
	if s.at.Certificate == nil {
		return fmt.Errorf("it was started without one: %w", errors.ErrUnsupported)
	}
	return s.reload(ctx, func() error {
		_, err := writeCertificate(s.dir, s.account, &c)
		return err
	})
}
