package provider_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
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
func startSandboxOf(t *testing.T, engine string, options ...sandboxtest.Option) {
	t.Helper()
	if engine == postgres {
		startSandbox(t, options...)
		return
	}
	enginetest.MariaDB(t)
	seed, err := os.ReadFile(filepath.Join("testdata", "seed.mysql.sql"))
	if err != nil {
		t.Fatal(err)
	}
	ofMySQL := sandboxtest.WithConfig(func(c *sandbox.Config) { c.Seeds[len(c.Seeds)-1].Engine = engine })
	server := sandboxtest.Start(t, append(options, sandboxtest.WithSeed(sourceCluster, string(seed)), ofMySQL)...)
	useSandbox(t, server.URL())
	t.Setenv("DBARTIFACT_DATABASE_CA_BUNDLE", server.CAFile())
}

// address is where a cluster's database answers.
type address struct {
	engine   string
	host     string
	port     int
	database string
}

// addressOf is the cluster's in state.
func addressOf(engine string, s *terraform.State) (address, error) {
	attributes := s.RootModule().Resources[clusterAddress].Primary.Attributes
	port, err := strconv.Atoi(attributes["port"])
	return address{engine, attributes["endpoint"], port, attributes["database_name"]}, err
}

// clusterAt is a cluster's.
func clusterAt(t *testing.T, engine, identifier string) address {
	t.Helper()
	out, err := rdsClient(t).DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(identifier)})
	if err != nil {
		t.Fatal(err)
	}
	c := out.DBClusters[0]
	return address{engine, aws.ToString(c.Endpoint), int(aws.ToInt32(c.Port)), "app"}
}

// open opens the database as a user.
func (a address) open(user, password string) (*sql.DB, error) {
	if a.engine == mysqlEngine {
		c := mysql.NewConfig()
		c.User, c.Passwd, c.Net, c.Addr, c.DBName = user, password, "tcp", fmt.Sprintf("%s:%d", a.host, a.port), a.database
		connector, err := mysql.NewConnector(c)
		if err != nil {
			return nil, err
		}
		return sql.OpenDB(connector), nil
	}
	c, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d dbname=%s user=%s sslmode=disable connect_timeout=5", a.host, a.port, a.database, user))
	if err != nil {
		return nil, err
	}
	c.Password = password
	return stdlib.OpenDB(*c), nil
}

// ask runs one statement that gives one number.
func (a address) ask(ctx context.Context, user, password, statement string) (n int64, err error) {
	db, err := a.open(user, password)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(ctx, statement).Scan(&n)
	return n, err
}

// ask runs one statement that gives one number in the database of the cluster
// in state, as its master user.
func ask(t *testing.T, engine string, s *terraform.State, password, statement string) (int64, error) {
	t.Helper()
	at, err := addressOf(engine, s)
	if err != nil {
		return 0, err
	}
	return at.ask(t.Context(), s.RootModule().Resources[clusterAddress].Primary.Attributes["master_username"], password, statement)
}
