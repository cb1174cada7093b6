// Package scratch lends a throw-away database of an Aurora engine's kind on this
// machine: PostgreSQL for aurora-postgresql, MariaDB in MySQL's place for
// aurora-mysql. What is done to it harms nobody, and what it says is true.
package scratch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/direct"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// master is who owns the database, as an Aurora cluster's master user does.
const master = "dbadmin"

// Server is a running server with one empty database.
type Server struct {
	dialect  database.Dialect
	name     string
	dir      string
	at       engine.Listen
	password string
	roots    []byte
	server   engine.Server
}

// Available reports whether a server for the engine (one of AWS's names) is
// installed: nil, or an error that matches [engine.ErrNotInstalled] and says
// what to install.
func Available(awsEngine string) error {
	dialect, err := database.DialectOf(awsEngine)
	if err != nil {
		return err
	}
	_, _, err = find(dialect)
	return err
}

func find(dialect database.Dialect) (engine.Engine, func(string) (string, error), error) {
	if dialect == database.MySQL {
		m, err := engine.FindMariaDB("")
		if err != nil {
			return nil, nil, err
		}
		return m, m.Program, nil
	}
	p, err := engine.FindPostgres("")
	if err != nil {
		return nil, nil, err
	}
	return p, p.Program, nil
}

// Open starts a fresh server for the engine, one of AWS's names, with the
// database name in it. Close it to be rid of all of it.
func Open(ctx context.Context, awsEngine, name string) (_ *Server, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("starting a scratch database for %s: %w", awsEngine, err)
		}
	}()
	dialect, err := database.DialectOf(awsEngine)
	if err != nil {
		return nil, err
	}
	kind, _, err := find(dialect)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "dbartifact-scratch-")
	if err != nil {
		return nil, err
	}
	s := &Server{dialect: dialect, name: name, dir: dir, password: rand.Text()}
	if err := s.start(ctx, kind); err != nil {
		return nil, errors.Join(err, s.Close(context.WithoutCancel(ctx)))
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, kind engine.Engine) error {
	// Servers of root run as somebody else, who must get through.
	if err := os.Chmod(s.dir, 0o711); err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	if err := kind.Init(ctx, data); err != nil {
		return err
	}
	var err error
	if s.at, err = place(ctx); err != nil {
		return err
	}
	certificate, err := engine.SelfSigned(s.at.Address)
	if err != nil {
		return err
	}
	s.at.Certificate, s.roots = &certificate, certificate.Chain
	s.at.Settings = hurry[s.dialect]
	if s.dialect == database.MySQL {
		s.at.Version = mysqlVersion
	}
	if s.server, err = kind.Start(ctx, data, s.at); err != nil {
		return err
	}
	return s.server.CreateMaster(ctx, master, s.password, s.name)
}

// hurry has servers not wait for the disk: nothing here is to survive anything.
var hurry = map[database.Dialect]map[string]string{
	database.PostgreSQL: {"fsync": "off", "synchronous_commit": "off"},
	database.MySQL:      {"debug_no_sync": "ON", "innodb_flush_log_at_trx_commit": "0"},
}

// mysqlVersion is a MySQL of the series that Aurora MySQL version 3 is
// compatible with: the last before the one in which Liquibase looks for columns
// of information_schema that MariaDB lacks (STATISTICS.EXPRESSION, 8.0.13).
const mysqlVersion = "8.0.12"

// place finds a port of 127.0.0.1 that was free a moment ago.
func place(ctx context.Context) (engine.Listen, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return engine.Listen{}, fmt.Errorf("finding a free port: %w", err)
	}
	defer func() { _ = listener.Close() }()
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return engine.Listen{}, err
	}
	number, err := strconv.Atoi(port)
	return engine.Listen{Address: host, Port: number}, err
}

// Database is the way to the database, as its owner.
func (s *Server) Database() (database.Database, error) {
	return direct.Open(direct.Config{
		Dialect: s.dialect, Host: s.at.Address, Port: s.at.Port, User: master, Database: s.name, Roots: s.roots,
		Password: func(context.Context) (string, error) { return s.password, nil },
		Patience: 30 * time.Second,
	})
}

// JDBC is how a Java program reaches the database. MariaDB's driver is told to
// say MySQL, as the server does.
func (s *Server) JDBC() (url, user, password string) {
	address := net.JoinHostPort(s.at.Address, strconv.Itoa(s.at.Port))
	if s.dialect == database.MySQL {
		return "jdbc:mariadb://" + address + "/" + s.name + "?useMysqlMetadata=true&sslMode=disable", master, s.password
	}
	return "jdbc:postgresql://" + address + "/" + s.name + "?sslmode=disable", master, s.password
}

// Query asks the database, as its owner, in a session of its own.
func (s *Server) Query(ctx context.Context, query string) ([]database.Row, error) {
	via, err := s.Database()
	if err != nil {
		return nil, err
	}
	session, err := via.Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer session.Close(context.WithoutCancel(ctx))
	return session.Query(ctx, query)
}

// Close stops the server and removes everything of it.
func (s *Server) Close(ctx context.Context) error {
	var err error
	if s.server != nil {
		err = s.server.Stop(ctx)
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}
