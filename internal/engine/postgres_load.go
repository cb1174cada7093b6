package engine

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
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
