package engine

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Postgres is an installed PostgreSQL, version 15 or later.
type Postgres struct {
	bin string // the folder of initdb, postgres and psql
}

var _ Engine = (*Postgres)(nil)

// Name returns "postgres".
func (p *Postgres) Name() string { return "postgres" }

// Program is the path of one of PostgreSQL's other programs of the same release,
// such as pg_dump; ErrNotInstalled when it is not there.
func (p *Postgres) Program(name string) (string, error) {
	if path := programIn([]string{p.bin}, name); path != "" {
		return path, nil
	}
	return "", fmt.Errorf("finding %s in %s: %w", name, p.bin, ErrNotInstalled)
}

// AsksDirectories tells whether this PostgreSQL was built with LDAP, which
// Listen.Directory takes.
func (p *Postgres) AsksDirectories(ctx context.Context) bool {
	program, err := p.Program("pg_config")
	if err != nil {
		return false
	}
	out, err := exec.CommandContext(ctx, program, "--configure").Output()
	return err == nil && strings.Contains(string(out), "--with-ldap")
}

// FindPostgres finds an installed PostgreSQL: in the folder binDir, or, when
// that is empty, the newest of Debian's and Ubuntu's versions, then PATH, then
// the newest of Homebrew's. ErrNotInstalled when there is none.
func FindPostgres(binDir string) (*Postgres, error) {
	places := []string{binDir}
	if binDir == "" {
		places = usualPlaces()
	}
	var missing []string
	for _, place := range places {
		lacks := lackingProgram(place)
		if lacks == "" {
			return &Postgres{bin: place}, nil
		}
		missing = append(missing, fmt.Sprintf("%s has no %s", place, lacks))
	}
	if len(missing) == 0 {
		missing = []string{"nothing in /usr/lib/postgresql, PATH or Homebrew"}
	}
	return nil, fmt.Errorf("finding PostgreSQL: %w (%s); install it with "+
		"`apt-get install postgresql` or `brew install postgresql@17`, or name the folder of its programs",
		ErrNotInstalled, strings.Join(missing, ", "))
}

// usualPlaces lists the folders in which package managers leave PostgreSQL's
// server programs, best first.
func usualPlaces() []string {
	places := newestFirst("/usr/lib/postgresql/*/bin")
	if initdb, err := exec.LookPath("initdb"); err == nil {
		// A link in PATH may point at one program; its neighbours are where it is.
		if program, err := filepath.EvalSymlinks(initdb); err == nil {
			places = append(places, filepath.Dir(program))
		}
	}
	places = append(places, newestFirst("/opt/homebrew/opt/postgresql@*/bin")...)
	return append(places, newestFirst("/usr/local/opt/postgresql@*/bin")...)
}

// lackingProgram returns the first program we need that folder does not hold,
// or "".
func lackingProgram(folder string) string {
	for _, program := range []string{"initdb", "postgres", "psql"} {
		if !isProgram(filepath.Join(folder, program)) {
			return program
		}
	}
	return ""
}
