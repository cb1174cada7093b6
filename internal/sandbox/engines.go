package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/directory"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/fleet"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/rds"
)

// Engines says what stands behind the clusters.
type Engines string

// The database servers that are installed, PostgreSQL for aurora-postgresql and
// MariaDB for aurora-mysql; or none, so that the control plane runs alone and
// thousands of clusters fit on a machine.
const (
	InstalledEngines Engines = ""
	NoEngines        Engines = "none"
)

// servers are the database servers behind a sandbox.
type servers interface {
	rds.Servers
	Load(ctx context.Context, id, database, role, file string) error
	Close(ctx context.Context) error
}

// versionWithoutServer is what aurora-postgresql is reported as when no server
// says what it is.
const versionWithoutServer = "16.4"

// findEngines returns the versions to report by AWS's engine names, and the
// engines that run them; no engines with NoEngines. PostgreSQL has to be there,
// and MariaDB when a seed is for it.
func findEngines(ctx context.Context, cfg Config) (versions map[string]string, engines map[string]engine.Engine, err error) {
	if cfg.Engines == NoEngines {
		return map[string]string{rds.Postgres: versionWithoutServer, rds.MySQL: rds.MySQLVersion}, nil, nil
	}
	if cfg.Engines != InstalledEngines {
		return nil, nil, fmt.Errorf("choosing the engines %q: want none, or nothing for those installed", cfg.Engines)
	}
	postgres, err := engine.FindPostgres(cfg.PostgresBinDir)
	if err != nil {
		return nil, nil, err
	}
	version, err := postgres.Version(ctx)
	if err != nil {
		return nil, nil, err
	}
	versions = map[string]string{rds.Postgres: version}
	engines = map[string]engine.Engine{rds.Postgres: postgres}
	mariadb, err := engine.FindMariaDB(cfg.MariaDBBinDir)
	if err == nil {
		_, err = mariadb.Version(ctx)
	}
	wanted := cfg.MariaDBBinDir != "" || slices.ContainsFunc(cfg.Seeds, func(s Seed) bool { return s.Engine == rds.MySQL })
	switch {
	case err == nil:
		versions[rds.MySQL], engines[rds.MySQL] = rds.MySQLVersion, mariadb
	case wanted || !errors.Is(err, engine.ErrNotInstalled) && !errors.Is(err, errors.ErrUnsupported):
		return nil, nil, err
	}
	return versions, engines, nil
}

// describe lists engines with their versions, for people.
func describe(versions map[string]string) string {
	var all []string
	for _, name := range []string{rds.Postgres, rds.MySQL} {
		if version, ok := versions[name]; ok {
			all = append(all, name+" "+version)
		}
	}
	return strings.Join(all, ", ")
}

// newServers returns what runs the engines below a folder. Those who log in with
// tokens are checked by check.
func (s *Server) newServers(ctx context.Context, engines map[string]engine.Engine, check loginCheck) (servers, error) {
	if len(engines) == 0 {
		return fleet.None{}, nil
	}
	var asked *engine.Directory
	if postgres, is := engines[rds.Postgres].(*engine.Postgres); is && postgres.AsksDirectories(ctx) {
		var err error
		if s.logins, err = directory.Start(ctx, check); err != nil {
			return nil, err
		}
		asked = &engine.Directory{Port: s.logins.Port(), Role: iamRole}
	} else {
		s.log.Warn("IAM tokens do not log in: this PostgreSQL was built without LDAP")
	}
	return fleet.New(engines, s.authority, asked, s.clusters, s.log), nil
}
