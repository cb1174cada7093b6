package sandbox_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/go-sql-driver/mysql"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const salesSQL = `
CREATE TABLE sales (id int PRIMARY KEY, amount decimal(10,2) NOT NULL);
INSERT INTO sales SELECT seq, seq FROM seq_1_to_500;
DELIMITER //
CREATE PROCEDURE double_it() BEGIN UPDATE sales SET amount = amount * 2; END //
DELIMITER ;
CALL double_it();
`

// withMySQLSeed adds a cluster "sales" of Aurora MySQL.
func withMySQLSeed(tb testing.TB) sandboxtest.Option {
	tb.Helper()
	enginetest.MariaDB(tb)
	return func(tb testing.TB, c *sandbox.Config) {
		tb.Helper()
		sandboxtest.WithSeed("sales", salesSQL)(tb, c)
		c.Seeds[len(c.Seeds)-1].Engine = "aurora-mysql"
	}
}

// openSales opens a MySQL cluster at its endpoint, the certificate verified with
// the sandbox's bundle.
func openSales(t *testing.T, s *sandbox.Server, c rdstypes.DBCluster, password string) *sql.DB {
	t.Helper()
	bundle, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(bundle)
	config := mysql.NewConfig()
	config.Net, config.Addr = "tcp", net.JoinHostPort(aws.ToString(c.Endpoint), strconv.Itoa(int(aws.ToInt32(c.Port))))
	config.User, config.Passwd, config.DBName = aws.ToString(c.MasterUsername), password, "app"
	config.TLS = &tls.Config{RootCAs: roots, ServerName: aws.ToString(c.Endpoint), MinVersion: tls.VersionTLS12}
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// sum adds up a MySQL cluster's sales.
func sum(ctx context.Context, db *sql.DB) (total float64, err error) {
	err = db.QueryRowContext(ctx, "SELECT sum(amount) FROM sales").Scan(&total)
	return total, err
}

// memberOf adds an instance of Aurora MySQL to a cluster.
func (c clients) memberOf(t *testing.T, cluster string) {
	t.Helper()
	c.AddInstance(t, cluster, cluster+"-1", func(in *rds.CreateDBInstanceInput) { in.Engine = aws.String("aurora-mysql") })
}

func TestMySQLClusterIsCloned(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, withMySQLSeed(t))
	c := clientsOf(server)
	source := c.Cluster(t, "sales")
	if aws.ToString(source.Engine) != "aurora-mysql" || aws.ToString(source.EngineVersion) != "8.0.mysql_aurora.3.08.0" ||
		aws.ToInt32(source.Port) != 3306 || aws.ToString(source.DBClusterParameterGroup) != "default.aurora-mysql8.0" {
		t.Errorf("the source is %s %s on port %d with %s", aws.ToString(source.Engine), aws.ToString(source.EngineVersion),
			aws.ToInt32(source.Port), aws.ToString(source.DBClusterParameterGroup))
	}
	const total = 500 * 501 // each number from 1 to 500, twice
	original := openSales(t, server, source, sandboxtest.Password)
	if got, err := sum(t.Context(), original); err != nil || got != total {
		t.Fatalf("the source's sales add up to %v, %v, want %d", got, err, total)
	}
	for _, statement := range []string{"CREATE USER seller IDENTIFIED BY 'Sell-3verything'", "GRANT ALL ON app.* TO seller"} {
		if _, err := original.ExecContext(t.Context(), statement); err != nil {
			t.Errorf("the master user cannot do as Aurora's: %s: %v", statement, err)
		}
	}

	c.Clone(t, "fresh", func(in *rds.RestoreDBClusterToPointInTimeInput) { in.SourceDBClusterIdentifier = aws.String("sales") })
	c.setPassword(t, "fresh", "of-its-own-Password1")
	c.memberOf(t, "fresh")
	clone := c.Cluster(t, "fresh")
	if aws.ToString(clone.Engine) != "aurora-mysql" || aws.ToInt32(clone.Port) != 3306 {
		t.Errorf("the clone is %s on port %d", aws.ToString(clone.Engine), aws.ToInt32(clone.Port))
	}
	cloned := openSales(t, server, clone, "of-its-own-Password1")
	if _, err := cloned.ExecContext(t.Context(), "UPDATE sales SET amount = 0"); err != nil {
		t.Fatal(err)
	}
	for which, db := range map[string]*sql.DB{"source": original, "clone": cloned} {
		var version string
		if err := db.QueryRowContext(t.Context(), "SELECT version()").Scan(&version); err != nil || version != "8.0.39" {
			t.Errorf("the %s says that it is %q, %v: want the version of MySQL that Aurora is compatible with", which, version, err)
		}
	}
	if got, err := sum(t.Context(), original); err != nil || got != total {
		t.Errorf("the source's sales add up to %v, %v, want %d still", got, err, total)
	}
	if _, err := sum(t.Context(), openSales(t, server, clone, sandboxtest.Password)); err == nil {
		t.Error("the source's password still opens the clone")
	}
	c.remove(t, "fresh", "fresh-1")
	t.Run("by the Data API", func(t *testing.T) { checkMySQLByDataAPI(t, dataAPIOf(t, server, "sales")) })
}

func TestBothEnginesAreInTheCatalogue(t *testing.T) {
	t.Parallel()
	enginetest.MariaDB(t)
	c := clientsOf(sandboxtest.Start(t))
	versions, err := c.RDS.DescribeDBEngineVersions(t.Context(), &rds.DescribeDBEngineVersionsInput{})
	if err != nil {
		t.Fatal(err)
	}
	var families []string
	for _, v := range versions.DBEngineVersions {
		families = append(families, aws.ToString(v.DBParameterGroupFamily))
	}
	if got := strings.Join(families, " "); !strings.HasPrefix(got, "aurora-mysql8.0 aurora-mysql8.0 aurora-postgresql1") {
		t.Errorf("the families are %s", got)
	}
	options, err := c.RDS.DescribeOrderableDBInstanceOptions(t.Context(), &rds.DescribeOrderableDBInstanceOptionsInput{
		Engine: aws.String("aurora-mysql"), DBInstanceClass: aws.String("db.r6g.large"),
	})
	if err != nil || len(options.OrderableDBInstanceOptions) == 0 {
		t.Fatalf("%d options, %v", len(options.OrderableDBInstanceOptions), err)
	}
	if o := options.OrderableDBInstanceOptions[0]; aws.ToString(o.Engine) != "aurora-mysql" || aws.ToString(o.LicenseModel) != "general-public-license" {
		t.Errorf("it offers %s under %s", aws.ToString(o.Engine), aws.ToString(o.LicenseModel))
	}
	for name, change := range map[string]func(*rds.CreateDBClusterInput){
		"InvalidParameterCombination": func(in *rds.CreateDBClusterInput) { in.EngineVersion = aws.String("5.7.mysql_aurora.2.11.1") },
		"InvalidParameterValue":       func(in *rds.CreateDBClusterInput) { in.MasterUsername = aws.String("longer_than_sixteen") },
	} {
		in := &rds.CreateDBClusterInput{
			DBClusterIdentifier: aws.String("new"), Engine: aws.String("aurora-mysql"), EngineVersion: aws.String("8.0"),
			MasterUsername: aws.String("admin"), MasterUserPassword: aws.String("some-Password1"),
		}
		change(in)
		_, err := c.RDS.CreateDBCluster(t.Context(), in)
		sandboxtest.Refused(t, err, name)
	}
}
