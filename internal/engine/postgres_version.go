package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// oldest is the oldest major version that works here: pg_backup_start has its
// name from it on.
const oldest = 15

var versionLine = regexp.MustCompile(`\(PostgreSQL\) ((\d+)\S*)`)

// Version asks the server program for its version, such as "15.18".
func (p *Postgres) Version(ctx context.Context) (string, error) {
	version, _, err := p.version(ctx)
	return version, err
}

// version returns the whole version and its major number, and an error when
// that is too old.
func (p *Postgres) version(ctx context.Context) (string, int, error) {
	program := filepath.Join(p.bin, "postgres")
	out, err := exec.CommandContext(ctx, program, "--version").Output()
	if ctx.Err() != nil {
		err = context.Cause(ctx) // rather than "killed"
	}
	if err != nil {
		return "", 0, fmt.Errorf("asking %q for its version: %w", program, err)
	}
	match := versionLine.FindSubmatch(out)
	if match == nil {
		return "", 0, fmt.Errorf("asking %q for its version: unexpected answer %q", program, out)
	}
	major, err := strconv.Atoi(string(match[2]))
	if err != nil {
		return "", 0, fmt.Errorf("reading the version of %q: %w", program, err)
	}
	if major < oldest {
		return "", 0, fmt.Errorf("using PostgreSQL %s in %q: %w: %d or later is needed",
			match[1], p.bin, errors.ErrUnsupported, oldest)
	}
	return string(match[1]), major, nil
}

// checkFormat makes sure that the data folder has the format of the installed
// major version: PostgreSQL does not read another one's.
func (p *Postgres) checkFormat(ctx context.Context, data string) error {
	content, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return fmt.Errorf("reading the format of the data: %w", err)
	}
	version, major, err := p.version(ctx)
	if err != nil {
		return err
	}
	if format := strings.TrimSpace(string(content)); format != strconv.Itoa(major) {
		return fmt.Errorf("data in %q was made by PostgreSQL %s, and %s in %q cannot read it: %w",
			data, format, version, p.bin, errors.ErrUnsupported)
	}
	return nil
}
