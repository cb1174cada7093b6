package engine

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Init makes dir an empty server with mariadb-install-db; see Engine. When called
// by root, the data belongs to the user mysql, else postgres, else nobody.
func (m *MariaDB) Init(ctx context.Context, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("initialising MariaDB data: %w", err)
	}
	if err := m.init(ctx, dir); err != nil {
		return fmt.Errorf("initialising MariaDB data %q: %w", dir, err)
	}
	return nil
}

// ownAccounts leaves one login: ours, which has all rights and no password, and
// which only the private socket leads to. What comes with an installation are
// accounts of root for all of the machine's names.
const ownAccounts = `USE mysql;
DELETE FROM global_priv WHERE User NOT IN ('root', 'mariadb.sys') OR Host <> 'localhost';
DELETE FROM proxies_priv;
UPDATE global_priv SET User = '` + Superuser + `',
Priv = JSON_MERGE_PATCH(Priv, '{"plugin":"mysql_native_password","authentication_string":""}') WHERE User = 'root';
`

func (m *MariaDB) init(ctx context.Context, dir string) error {
	if _, err := m.Version(ctx); err != nil {
		return err
	}
	a, err := newAccount("mysql", "postgres", "nobody")
	if err != nil {
		return err
	}
	return stage(dir, a, func(data string) error {
		err := m.setUp(ctx, data, a, m.install, "", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")
		if err != nil {
			return err
		}
		return m.setUp(ctx, data, a, m.server, ownAccounts, "--bootstrap", "--skip-networking", "--log-warnings=0")
	})
}

// setUp runs a program on data that no server serves, with SQL for its input.
func (m *MariaDB) setUp(ctx context.Context, data string, a account, program, sql string, args ...string) error {
	// A server that starts removes what it takes for its own leftovers in tmpdir.
	own := []string{"--no-defaults", "--datadir=" + data, "--tmpdir=" + data}
	cmd := exec.CommandContext(ctx, program, append(own, append(args, fileFormat()...)...)...)
	cmd.Dir = data
	cmd.Env = environment()
	cmd.SysProcAttr = attributes(a)
	cmd.Stdin = strings.NewReader(sql)
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("running %s: %w", filepath.Base(program), context.Cause(ctx))
	}
	return fmt.Errorf("running %s: %w: %s", filepath.Base(program), err, strings.TrimSpace(lastBytes(out)))
}
