// Package sandboxtest gives tests a sandbox of their own: a local Aurora with
// real PostgreSQL behind it, gone when the test is over.
package sandboxtest

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// Option changes what Start starts.
type Option func(testing.TB, *sandbox.Config)

// WithSeed adds a cluster, identifier, with one instance, identifier-1, whose
// database "app" was filled by the SQL text as user dbadmin. The password is
// Password.
func WithSeed(identifier, sql string) Option {
	return func(tb testing.TB, c *sandbox.Config) {
		tb.Helper()
		file := filepath.Join(tb.TempDir(), identifier+".sql")
		if err := os.WriteFile(file, []byte(sql), 0o644); err != nil {
			tb.Fatal(err)
		}
		c.Seeds = append(c.Seeds, sandbox.Seed{Identifier: identifier, File: file})
	}
}

// Password is that of the master user of seeds, dbadmin.
const Password = "sandbox-password"

// WithConfig has change work on the configuration: timing, data folder, hooks.
func WithConfig(change func(*sandbox.Config)) Option {
	return func(tb testing.TB, c *sandbox.Config) {
		tb.Helper()
		change(c)
	}
}

// Start starts a sandbox with instant timing and a temporary data folder, and
// ends it with the test. Without PostgreSQL on the machine the test is skipped;
// with CI=true it fails.
func Start(tb testing.TB, options ...Option) *sandbox.Server {
	tb.Helper()
	enginetest.Postgres(tb)
	cfg := sandbox.Config{Timing: sandbox.Instant, Logger: slog.New(slog.NewTextHandler(logWriter{tb}, nil))}
	for _, option := range options {
		option(tb, &cfg)
	}
	// Not the test's context: clean-up functions of the test still use the sandbox.
	s, err := sandbox.Start(context.WithoutCancel(tb.Context()), cfg)
	if err != nil {
		tb.Fatalf("starting the sandbox: %v", err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), closeTime)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			tb.Errorf("closing the sandbox: %v", err)
		}
	})
	return s
}

// closeTime bounds how long a sandbox may take to end.
const closeTime = time.Minute

// logWriter hands the sandbox's log to the test's.
type logWriter struct{ tb testing.TB }

// Write writes one entry.
func (w logWriter) Write(line []byte) (int, error) {
	w.tb.Log(string(line))
	return len(line), nil
}
