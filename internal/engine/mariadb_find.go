package engine

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// MariaDB is an installed MariaDB, version 10.11 or later. It stands in for
// MySQL: same protocol and clients, nearly the same SQL.
type MariaDB struct {
	server, install, client string // paths of the programs
}

var _ Engine = (*MariaDB)(nil)

// Name returns "mariadb".
func (m *MariaDB) Name() string { return "mariadb" }

// Program is the path of one of MariaDB's other programs of the same release,
// such as mariadb-dump; ErrNotInstalled when it is not there.
func (m *MariaDB) Program(name string) (string, error) {
	folder := filepath.Dir(m.client)
	if path := programIn([]string{folder}, name); path != "" {
		return path, nil
	}
	return "", fmt.Errorf("finding %s in %s: %w", name, folder, ErrNotInstalled)
}

// FindMariaDB finds an installed MariaDB: in the folder binDir, or, when that is
// empty, where Debian and Ubuntu put it, then in the newest of Homebrew's.
// ErrNotInstalled when there is none.
func FindMariaDB(binDir string) (*MariaDB, error) {
	places := [][]string{{binDir}}
	if binDir == "" {
		places = [][]string{{"/usr/sbin", "/usr/bin"}}
		for _, folder := range append([]string{"/opt/homebrew/opt/mariadb/bin", "/usr/local/opt/mariadb/bin"},
			append(newestFirst("/opt/homebrew/opt/mariadb@*/bin"), newestFirst("/usr/local/opt/mariadb@*/bin")...)...) {
			places = append(places, []string{folder})
		}
	}
	var missing []string
	for _, folders := range places {
		m := &MariaDB{}
		lacks := ""
		for name, path := range map[string]*string{"mariadbd": &m.server, "mariadb-install-db": &m.install, "mariadb": &m.client} {
			if *path = programIn(folders, name); *path == "" {
				lacks = name
			}
		}
		if lacks == "" {
			return m, nil
		}
		missing = append(missing, fmt.Sprintf("%s has no %s", strings.Join(folders, ", "), lacks))
	}
	return nil, fmt.Errorf("finding MariaDB: %w (%s); install it with "+
		"`apt-get install mariadb-server` or `brew install mariadb`, or name the folder of its programs",
		ErrNotInstalled, strings.Join(missing, "; "))
}

var mariadbVersion = regexp.MustCompile(`Ver (\d+)\.(\d+)\.(\d+)-MariaDB`)

// Version asks the server program for its version, such as "10.11.19".
func (m *MariaDB) Version(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, m.server, "--no-defaults", "--version").Output()
	if ctx.Err() != nil {
		err = context.Cause(ctx) // rather than "killed"
	}
	if err != nil {
		return "", fmt.Errorf("asking %q for its version: %w", m.server, err)
	}
	match := mariadbVersion.FindStringSubmatch(string(out))
	if match == nil {
		return "", fmt.Errorf("asking %q for its version: unexpected answer %q", m.server, out)
	}
	version := strings.Join(match[1:], ".")
	major, majorErr := strconv.Atoi(match[1])
	minor, minorErr := strconv.Atoi(match[2])
	if err := errors.Join(majorErr, minorErr); err != nil {
		return "", fmt.Errorf("reading the version of %q: %w", m.server, err)
	}
	// From it on there is a collation like the one that MySQL 8.0 begins with.
	if major < 10 || major == 10 && minor < 11 {
		return "", fmt.Errorf("using MariaDB %s in %q: %w: 10.11 or later is needed", version, m.server, errors.ErrUnsupported)
	}
	return version, nil
}
