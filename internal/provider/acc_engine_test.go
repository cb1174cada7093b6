package provider_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// The engines that everything is shown for.
const (
	postgres    = "aurora-postgresql"
	mysqlEngine = "aurora-mysql"
)

// startSandboxOf starts a sandbox whose source cluster "orders" has the given
// engine, and the same rows for both.
func startSandboxOf(t *testing.T, engine string, options ...sandboxtest.Option) string {
	t.Helper()
	if engine == postgres {
		return startSandbox(t, options...)
	}
	enginetest.MariaDB(t)
	seed, err := os.ReadFile(filepath.Join("testdata", "seed.mysql.sql"))
	if err != nil {
		t.Fatal(err)
	}
	ofMySQL := sandboxtest.WithConfig(func(c *sandbox.Config) { c.Seeds[len(c.Seeds)-1].Engine = engine })
	server := sandboxtest.Start(t, append(options, sandboxtest.WithSeed(sourceCluster, string(seed)), ofMySQL)...)
	useSandbox(t, server.URL())
	return server.URL()
}

// open opens the cluster's database as its master user.
func open(t *testing.T, engine string, s *terraform.State, password string) (*sql.DB, error) {
	t.Helper()
	attributes := s.RootModule().Resources[clusterAddress].Primary.Attributes
	port, err := strconv.Atoi(attributes["port"])
	if err != nil {
		return nil, err
	}
	user, host, database := attributes["master_username"], attributes["endpoint"], attributes["database_name"]
	if engine == mysqlEngine {
		c := mysql.NewConfig()
		c.User, c.Passwd, c.Net, c.Addr, c.DBName = user, password, "tcp", fmt.Sprintf("%s:%d", host, port), database
		connector, err := mysql.NewConnector(c)
		if err != nil {
			return nil, err
		}
		return sql.OpenDB(connector), nil
	}
	c, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d dbname=%s user=%s sslmode=disable connect_timeout=5", host, port, database, user))
	if err != nil {
		return nil, err
	}
	c.Password = password
	return stdlib.OpenDB(*c), nil
}

// ask runs one statement that gives one number in the cluster's database.
func ask(t *testing.T, engine string, s *terraform.State, password, statement string) (n int64, err error) {
	t.Helper()
	db, err := open(t, engine, s, password)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(t.Context(), statement).Scan(&n)
	return n, err
}
