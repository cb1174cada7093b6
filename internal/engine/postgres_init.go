package engine

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Init makes dir an empty cluster with initdb; see Engine. When called by root,
// the data belongs to the user postgres, else nobody.
//
// Text sorts by ICU's en-US rules, close to the en_US.UTF-8 that Aurora
// initialises with and present whichever locales the machine has installed.
// WAL segments are 4 MB, for small folders and small clones.
func (p *Postgres) Init(ctx context.Context, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("initialising a PostgreSQL cluster: %w", err)
	}
	if err := p.init(ctx, dir); err != nil {
		return fmt.Errorf("initialising PostgreSQL cluster %q: %w", dir, err)
	}
	return nil
}

func (p *Postgres) init(ctx context.Context, dir string) error {
	if _, _, err := p.version(ctx); err != nil {
		return err
	}
	a, err := newAccount("postgres", "nobody")
	if err != nil {
		return err
	}
	return stage(dir, a, func(data string) error {
		cmd := exec.CommandContext(ctx, filepath.Join(p.bin, "initdb"),
			"--pgdata="+data, "--username="+Superuser, "--auth=reject",
			"--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US",
			"--wal-segsize=4",
			// Against a power cut: a folder this young holds nothing to lose.
			"--no-sync", "--no-instructions")
		cmd.Dir = data
		cmd.Env = environment()
		cmd.SysProcAttr = attributes(a)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("running initdb: %w", context.Cause(ctx))
		}
		return fmt.Errorf("running initdb: %w: %s", err, strings.TrimSpace(lastBytes(out)))
	})
}
