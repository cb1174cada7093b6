package scratch

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// maxDump bounds a dump in bytes.
const maxDump = 256 << 20

// Schema returns the definition of everything in the database, Liquibase's own
// tables apart, as the engine's client dumps it, without what differs between
// two databases with the same schema: comments, the next number of a sequence.
func (s *Server) Schema(ctx context.Context) ([]string, error) {
	out, err := s.Dump(ctx)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, " \r\n")
		if line == "" || strings.HasPrefix(line, "--") || strings.HasPrefix(line, `\restrict`) || strings.HasPrefix(line, `\unrestrict`) {
			continue
		}
		lines = append(lines, incidental.ReplaceAllString(line, ""))
	}
	return lines, nil
}

// incidental is where mariadb-dump says how many rows there have been, and which
// client made a routine: MariaDB's for Java asks for this mode, MySQL's does not.
var incidental = regexp.MustCompile(` AUTO_INCREMENT=\d+|\bIGNORE_SPACE,`)

// Dump returns the definition of everything in the database, Liquibase's own
// tables apart, as the engine's client writes it.
func (s *Server) Dump(ctx context.Context) (string, error) {
	out, err := s.dump(ctx)
	if err != nil {
		return "", fmt.Errorf("dumping the scratch database's schema: %w", err)
	}
	return out, nil
}

func (s *Server) dump(ctx context.Context) (string, error) {
	if s.dialect == database.MySQL {
		program, err := s.program("mariadb-dump")
		if err != nil {
			return "", err
		}
		login, err := s.loginFile("[client]\npassword=" + s.password + "\n")
		if err != nil {
			return "", err
		}
		return s.output(exec.CommandContext(ctx, program, "--defaults-file="+login, "--protocol=tcp", "--skip-ssl",
			"--host="+s.at.Address, "--port="+strconv.Itoa(s.at.Port), "--user="+master,
			"--no-data", "--routines", "--events", "--triggers", "--skip-dump-date", "--no-tablespaces",
			"--ignore-table="+s.name+".DATABASECHANGELOG", "--ignore-table="+s.name+".DATABASECHANGELOGLOCK", s.name))
	}
	program, err := s.program("pg_dump")
	if err != nil {
		return "", err
	}
	login, err := s.loginFile("*:*:*:*:" + s.password + "\n")
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, program, "--schema-only", "--no-password",
		"--host="+s.at.Address, "--port="+strconv.Itoa(s.at.Port), "--username="+master,
		"--exclude-table=*.databasechangelog", "--exclude-table=*.databasechangeloglock",
		"--dbname=dbname='"+strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s.name)+"'")
	cmd.Env = append(cmd.Env, "PGPASSFILE="+login, "PGSSLMODE=disable", "PGCLIENTENCODING=UTF8")
	return s.output(cmd)
}

// loginFile keeps the password out of arguments and environment.
func (s *Server) loginFile(content string) (string, error) {
	path := filepath.Join(s.dir, "login")
	return path, os.WriteFile(path, []byte(content), 0o600)
}

// output runs a client without anything of our environment.
func (s *Server) output(cmd *exec.Cmd) (string, error) {
	cmd.Env = append(cmd.Env, "LC_ALL=C.UTF-8", "HOME="+s.dir)
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
