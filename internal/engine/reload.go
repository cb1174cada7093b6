package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// Configure sets the server's global variables; see Server. Those that are set no
// more go back to MariaDB's own values.
func (s *mariadbServer) Configure(ctx context.Context, configured map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := map[string]string{}
	for name := range s.set {
		wanted[name] = "DEFAULT"
	}
	for name, value := range configured {
		wanted[name] = quoteValue(value)
	}
	var statements []string
	for name, value := range wanted {
		statements = append(statements, "SET GLOBAL "+quoteName(name)+" = "+value)
	}
	slices.Sort(statements)
	if err := s.exec(ctx, statements...); err != nil {
		return fmt.Errorf("configuring the server in %q: %w", s.dir, err)
	}
	s.set = configured
	return nil
}
