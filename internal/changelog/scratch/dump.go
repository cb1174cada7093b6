package scratch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// maxDump bounds a dump in bytes.
const maxDump = 256 << 20

// Schema is what [Schema] returns of the scratch database, and of MySQL's other
// databases on the server, since a changelog may make some.
func (s *Server) Schema(ctx context.Context) ([]string, error) {
	if s.dialect != database.MySQL {
		return Schema(ctx, s.Login())
	}
	found, err := s.Query(ctx, "SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "+
		"WHERE SCHEMA_NAME NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys') ORDER BY 1")
	if err != nil {
		return nil, fmt.Errorf("listing the scratch server's databases: %w", err)
	}
	var all []string
	for _, row := range found {
		login := s.Login()
		login.Database = row[0].String
		lines, err := Schema(ctx, login)
		if err != nil {
			return nil, err
		}
		all = append(append(all, "DATABASE "+login.Database+" COLLATE "+row[1].String), lines...)
	}
	return all, nil
}

// Dump is what [Dump] returns of the scratch database.
func (s *Server) Dump(ctx context.Context) (string, error) { return Dump(ctx, s.Login()) }

// Schema returns the definition of everything in a database on this machine,
// Liquibase's own tables apart, as the engine's client dumps it, without what
// differs between two databases with the same schema: comments, the next number
// of a sequence, the moment at which an event was made.
func Schema(ctx context.Context, login liquibase.Login) ([]string, error) {
	out, err := Dump(ctx, login)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, " \r\n")
		if line == "" || strings.HasPrefix(line, "--") || strings.HasPrefix(line, `\restrict`) || strings.HasPrefix(line, `\unrestrict`) {
			continue
		}
		lines = append(lines, moment.ReplaceAllString(incidental.ReplaceAllString(line, ""), "$1"))
	}
	return lines, nil
}

// incidental is where mariadb-dump says how many rows there have been, and which
// client made a routine: MariaDB's for Java asks for this mode, MySQL's does not.
var incidental = regexp.MustCompile(` AUTO_INCREMENT=\d+|\bIGNORE_SPACE,`)

// moment is when an event happens, or begins and ends to: what a changelog leaves
// open, or counts from now on, is written down as a time.
var moment = regexp.MustCompile(`^(/\*!50106 CREATE\*/ .*EVENT .+? ON SCHEDULE (?:AT|EVERY (?:'[^']*'|\S+) \S+ STARTS)) '[^']*'(?: ENDS '[^']*')?`)

// Dump returns the definition of everything in a database on this machine,
// Liquibase's own tables apart, as the engine's client writes it.
func Dump(ctx context.Context, login liquibase.Login) (_ string, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("dumping the schema of database %q: %w", login.Database, err)
		}
	}()
	_, program, err := find(login.Dialect)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "dbartifact-dump-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	dumping := dumpPostgres
	if login.Dialect == database.MySQL {
		dumping = dumpMariaDB
	}
	cmd, err := dumping(ctx, program, login, filepath.Join(dir, "login"))
	if err != nil {
		return "", err
	}
	// Nothing of our environment reaches the client.
	cmd.Env = append(cmd.Env, "LC_ALL=C.UTF-8", "HOME="+dir)
	return output(cmd)
}

// dumpPostgres is the command for PostgreSQL. The file keeps the password out of
// arguments and environment.
func dumpPostgres(ctx context.Context, find func(string) (string, error), login liquibase.Login, file string) (*exec.Cmd, error) {
	program, err := find("pg_dump")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, "--schema-only", "--no-password",
		"--host="+login.Host, "--port="+strconv.Itoa(login.Port), "--username="+login.User,
		"--exclude-table=*.databasechangelog", "--exclude-table=*.databasechangeloglock",
		"--dbname=dbname='"+strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(login.Database)+"'")
	cmd.Env = []string{"PGPASSFILE=" + file, "PGSSLMODE=disable", "PGCLIENTENCODING=UTF8"}
	return cmd, os.WriteFile(file, []byte("*:*:*:*:"+passfile.Replace(login.Password)+"\n"), 0o600)
}

// passfile escapes what separates fields of a line of PGPASSFILE.
var passfile = strings.NewReplacer(`\`, `\\`, `:`, `\:`)

// dumpMariaDB is the command for MariaDB.
func dumpMariaDB(ctx context.Context, find func(string) (string, error), login liquibase.Login, file string) (*exec.Cmd, error) {
	program, err := find("mariadb-dump")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, "--defaults-file="+file, "--protocol=tcp", "--skip-ssl",
		"--host="+login.Host, "--port="+strconv.Itoa(login.Port), "--user="+login.User,
		"--no-data", "--routines", "--events", "--triggers", "--skip-dump-date", "--no-tablespaces",
		"--ignore-table="+login.Database+".DATABASECHANGELOG", "--ignore-table="+login.Database+".DATABASECHANGELOGLOCK", login.Database)
	return cmd, os.WriteFile(file, []byte("[client]\npassword=\""+optionFile.Replace(login.Password)+"\"\n"), 0o600)
}

// optionFile escapes what ends a quoted value of an option file.
var optionFile = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// output runs a client.
func output(cmd *exec.Cmd) (string, error) {
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("running %s: %w: %s", filepath.Base(cmd.Path), err, strings.TrimSpace(said.String()))
	}
	if out.Len() > maxDump {
		return "", fmt.Errorf("running %s: %d bytes, at most %d are compared", filepath.Base(cmd.Path), out.Len(), maxDump)
	}
	return out.String(), nil
}
