package liquibase

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// Login says which database Liquibase is to update, and as whom.
type Login struct {
	Dialect database.Dialect
	// Host is the server's name, which its certificate must have.
	Host           string
	Port           int
	Database       string
	User, Password string
	// Roots are the certificate authorities to trust, in PEM.
	Roots []byte
}

// SchemaOf is the changelog that travels in an artifact for Liquibase itself to
// apply: files are its contents, by their paths in the specification. The
// classpath is that of the files once they are laid out in dir.
func SchemaOf(c artifact.Changelog, files map[string][]byte, dir string, login Login) (Schema, error) {
	if c.Liquibase == nil {
		return Schema{}, errors.New("the changelog is not for Liquibase itself to apply")
	}
	s := Schema{
		Path: c.Path, Files: files, Default: login.schema(),
		Contexts: c.Liquibase.Contexts, Labels: c.Liquibase.Labels, Parameters: c.Liquibase.Parameters,
	}
	for _, name := range c.Liquibase.Classpath {
		s.Classpath = append(s.Classpath, filepath.Join(dir, filesFolder, filepath.FromSlash(name)))
	}
	return s, nil
}

// Apply has Liquibase bring a database to what the changelog of an artifact says,
// over TLS and with the server's name verified. The password is neither among a
// process's arguments nor in its environment.
func (i *Installation) Apply(ctx context.Context, c artifact.Changelog, files map[string][]byte, login Login) (err error) {
	dir, err := os.MkdirTemp("", "dbartifact-liquibase-")
	if err != nil {
		return fmt.Errorf("making a folder for Liquibase: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	schema, err := SchemaOf(c, files, dir, login)
	if err != nil {
		return err
	}
	if err := schema.LayOut(dir); err != nil {
		return err
	}
	roots := filepath.Join(dir, "roots.pem")
	if err := os.WriteFile(roots, login.Roots, 0o600); err != nil {
		return fmt.Errorf("writing the certificate authorities: %w", err)
	}
	properties := schema.Properties()
	properties["liquibase.command.url"] = login.url(roots)
	properties["liquibase.command.username"], properties["liquibase.command.password"] = login.User, login.Password
	return i.Run(ctx, dir, "update", properties)
}

func (l Login) schema() string {
	if l.Dialect == database.MySQL {
		return l.Database
	}
	return "public"
}

// url is the database's address for the drivers that come with Liquibase 4:
// PostgreSQL's, which reads escapes, and MariaDB's in MySQL's place, which reads
// none and is told to say MySQL.
func (l Login) url(roots string) string {
	address := net.JoinHostPort(l.Host, strconv.Itoa(l.Port))
	if l.Dialect == database.MySQL {
		return "jdbc:mariadb://" + address + "/" + l.Database + "?useMysqlMetadata=true&sslMode=verify-full&serverSslCert=" + roots
	}
	return "jdbc:postgresql://" + address + "/" + url.PathEscape(l.Database) + "?sslmode=verify-full&sslrootcert=" + url.QueryEscape(roots)
}
