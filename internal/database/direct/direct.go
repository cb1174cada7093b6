// Package direct reaches a database with its own protocol: PostgreSQL's through
// pgx, MySQL's through go-sql-driver. TLS is always used, and the server's
// certificate and name are verified; by default against Amazon RDS's own roots.
package direct

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// applicationName is how our sessions are seen in the server's lists.
const applicationName = "terraform-provider-dbartifact"

// Config says where a database is and who asks.
type Config struct {
	Dialect database.Dialect
	// Host is the server's name, which its certificate must have: an instance's
	// endpoint, since a cluster's changes its meaning at a failover.
	Host string
	Port int
	User string
	// Password is asked for when a session begins and the one that it told last
	// is not taken, so that it may be one that expires.
	Password func(ctx context.Context) (string, error)
	// Database may be empty for MySQL.
	Database string
	// Roots are the certificate authorities to trust, in PEM. Empty: Amazon
	// RDS's.
	Roots []byte

	// Patience is how long a server that does not answer yet is tried, as the
	// endpoint of a fresh instance is. Default: 5 minutes.
	Patience time.Duration
	// Timeout bounds one try. Default: 10 seconds.
	Timeout time.Duration
	// Report, which may be nil, is told why a try did not succeed.
	Report func(status string)
}

// String says who asks where, without the password.
func (c Config) String() string {
	return fmt.Sprintf("%s as %s in database %q", c.address(), c.User, c.Database)
}

func (c Config) address() string { return net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) }

// Open checks the configuration and returns the way; it connects to nothing.
func Open(config Config) (database.Database, error) {
	roots, err := pool(config.Roots)
	switch {
	case err != nil:
	case config.Dialect != database.PostgreSQL && config.Dialect != database.MySQL:
		err = fmt.Errorf("dialect %q is unknown", config.Dialect)
	case config.Host == "" || config.Port < 1 || config.Port > 65535:
		err = errors.New("host and port are needed")
	case config.User == "" || config.Password == nil:
		err = errors.New("user and password are needed")
	case config.Dialect == database.PostgreSQL && config.Database == "":
		err = errors.New("PostgreSQL needs the name of a database")
	}
	if err != nil {
		return nil, fmt.Errorf("reaching %s: %w", config, err)
	}
	if config.Patience <= 0 {
		config.Patience = 5 * time.Minute
	}
	if config.Timeout <= 0 {
		config.Timeout = 10 * time.Second
	}
	if config.Report == nil {
		config.Report = func(string) {}
	}
	return &way{config: config, roots: roots, password: new(password)}, nil
}

// way is a [database.Database].
type way struct {
	config   Config
	roots    *x509.CertPool
	password *password // of all ways to this server
}

func (w *way) Dialect() database.Dialect { return w.config.Dialect }

func (w *way) Name() string { return w.config.Database }

func (w *way) In(name string) database.Database {
	other := *w
	other.config.Database = name
	return &other
}

// tls is the same as libpq's sslmode=verify-full.
func (w *way) tls() *tls.Config {
	return &tls.Config{RootCAs: w.roots, ServerName: w.config.Host, MinVersion: tls.VersionTLS12}
}

// login makes one try at a session with a password.
func (w *way) login(ctx context.Context, password string) (database.Session, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, w.config.Timeout, fmt.Errorf("no answer within %s", w.config.Timeout))
	defer cancel()
	if w.config.Dialect == database.MySQL {
		return beginMySQL(ctx, w, password)
	}
	return beginPostgres(ctx, w, password)
}

// unheard is an error of our own side: trying again does not help.
type unheard struct{ error }

func (u *unheard) Unwrap() error { return u.error }
