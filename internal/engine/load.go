package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Load runs sqlFile with psql; see Server. psql logs in as asRole through the
// private socket, which asks for no password, so none is needed or shown. Its
// messages come without the text of the failing statement, which may hold one.
func (s *postgresServer) Load(ctx context.Context, database, asRole, sqlFile string) error {
	if err := s.load(ctx, database, asRole, sqlFile); err != nil {
		return fmt.Errorf("loading %q into database %q: %w", sqlFile, database, err)
	}
	return nil
}

func (s *postgresServer) load(ctx context.Context, database, asRole, sqlFile string) error {
	sqlFile, err := scriptFile(sqlFile)
	if err != nil {
		return err
	}
	messages := &tail{}
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "psql"),
		"--no-psqlrc", "--no-password", "--quiet",
		"--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse", "--set=SHOW_CONTEXT=never",
		"--host="+s.socket, "--port="+strconv.Itoa(s.at.Port), "--username="+asRole,
		// A bare name with an equals sign in it would be read as a connection string.
		"--dbname=dbname="+quoteParameter(database),
		"--file="+sqlFile)
	cmd.Env = append(environment(), "PGOPTIONS=-c client_min_messages=warning", "PGCLIENTENCODING=UTF8",
		"PGAPPNAME=psql", "PGPASSFILE=/nonexistent", "PGSYSCONFDIR=/nonexistent")
	cmd.Stderr = messages
	// Interrupted, psql cancels the running statement before it ends.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("running psql: %w", context.Cause(ctx))
		}
		return fmt.Errorf("running psql: %w: %s", err, messages)
	}
	return nil
}

// scriptFile returns the whole path of a script that is there. A client would take
// a missing file, or "-", in its own way.
func scriptFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return "", errors.New("it is a folder")
	}
	return path, nil
}

// tail keeps the end of what is written to it: a script may warn a million
// times before it fails.
type tail struct{ kept []byte }

// Write keeps the last bytes of everything so far.
func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if len(t.kept) > 8000 {
		t.kept = append([]byte(nil), lastBytes(t.kept)...)
	}
	return len(p), nil
}

// String returns the end of what was written.
func (t *tail) String() string { return strings.TrimSpace(lastBytes(t.kept)) }
