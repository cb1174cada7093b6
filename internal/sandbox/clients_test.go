package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

const ordersSQL = `
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers, amount numeric NOT NULL);
INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 10) n;
INSERT INTO orders SELECT n, 1 + n % 10, n FROM generate_series(1, 1000) n;
`

// clients are AWS's own clients, pointed at a sandbox: they judge the shapes of
// what it answers.
type clients struct {
	rds     *rds.Client
	ec2     *ec2.Client
	sts     *sts.Client
	secrets *secretsmanager.Client
}

func clientsOf(s *sandbox.Server) clients { return clientsIn(s, "eu-central-1") }

func clientsIn(s *sandbox.Server, region string) clients {
	return clientsWith(s, region, credentials.NewStaticCredentialsProvider("AKIDSANDBOX", "secret", ""))
}

func clientsWith(s *sandbox.Server, region string, caller aws.CredentialsProvider) clients {
	cfg := aws.Config{Region: region, BaseEndpoint: aws.String(s.URL()), RetryMaxAttempts: 1, Credentials: caller}
	return clients{rds.NewFromConfig(cfg), ec2.NewFromConfig(cfg), sts.NewFromConfig(cfg), secretsmanager.NewFromConfig(cfg)}
}

// clone makes a copy-on-write clone of "orders" and waits for it with AWS's waiter.
func (c clients) clone(t *testing.T, id string, change ...func(*rds.RestoreDBClusterToPointInTimeInput)) {
	t.Helper()
	in := &rds.RestoreDBClusterToPointInTimeInput{
		SourceDBClusterIdentifier: aws.String("orders"), DBClusterIdentifier: aws.String(id),
		RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
	}
	for _, f := range change {
		f(in)
	}
	if _, err := c.rds.RestoreDBClusterToPointInTime(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	c.awaitCluster(t, id)
}

func (c clients) awaitCluster(t *testing.T, id string) {
	t.Helper()
	waiter := rds.NewDBClusterAvailableWaiter(c.rds, func(o *rds.DBClusterAvailableWaiterOptions) { o.MinDelay, o.MaxDelay = pace, pace })
	if err := waiter.Wait(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(id)}, patience); err != nil {
		t.Fatal(err)
	}
}

// instance adds an instance to a cluster and waits for it with AWS's waiter.
func (c clients) instance(t *testing.T, cluster, id string) {
	t.Helper()
	_, err := c.rds.CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
		DBClusterIdentifier: aws.String(cluster), DBInstanceIdentifier: aws.String(id),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	})
	if err != nil {
		t.Fatal(err)
	}
	waiter := rds.NewDBInstanceAvailableWaiter(c.rds, func(o *rds.DBInstanceAvailableWaiterOptions) { o.MinDelay, o.MaxDelay = pace, pace })
	if err := waiter.Wait(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String(id)}, patience); err != nil {
		t.Fatal(err)
	}
}

const (
	pace     = 20 * time.Millisecond // between a waiter's looks
	patience = 3 * time.Minute
)

func (c clients) cluster(t *testing.T, id string) rdstypes.DBCluster {
	t.Helper()
	out, err := c.rds.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(id)})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.DBClusters) != 1 {
		t.Fatalf("got %d clusters for one identifier", len(out.DBClusters))
	}
	return out.DBClusters[0]
}

// setPassword changes a cluster's master password and waits until that is done.
func (c clients) setPassword(t *testing.T, id, password string) {
	t.Helper()
	_, err := c.rds.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String(id), MasterUserPassword: aws.String(password)})
	if err != nil {
		t.Fatal(err)
	}
	c.awaitCluster(t, id)
}

// connect logs in to a cluster's database "app" at the endpoint that it reports.
func connect(ctx context.Context, c rdstypes.DBCluster, password string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig("sslmode=prefer connect_timeout=10")
	if err != nil {
		return nil, err
	}
	cfg.Host, cfg.Port = aws.ToString(c.Endpoint), uint16(aws.ToInt32(c.Port)) //nolint:gosec // a port
	cfg.User, cfg.Password, cfg.Database = aws.ToString(c.MasterUsername), password, "app"
	return pgx.ConnectConfig(ctx, cfg)
}

// count returns how many orders a cluster has.
func count(t *testing.T, c rdstypes.DBCluster, password string) int {
	t.Helper()
	conn, err := connect(t.Context(), c, password)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	var n int
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM orders").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// refused fails the test unless err is a refusal with this code; it returns the
// message.
func refused(t *testing.T, err error, code string) string {
	t.Helper()
	var refusal smithy.APIError
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want the refusal %s", err, code)
	}
	if refusal.ErrorCode() != code {
		t.Fatalf("got the refusal %s: %s, want %s", refusal.ErrorCode(), refusal.ErrorMessage(), code)
	}
	return refusal.ErrorMessage()
}

// status returns the HTTP status that an error came with.
func status(err error) int {
	var response interface{ HTTPStatusCode() int }
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// post sends a raw query and returns the answer's status and body.
func post(t *testing.T, s *sandbox.Server, header http.Header, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name := range header {
		req.Header.Set(name, header.Get(name))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var text []byte
	if text, err = io.ReadAll(res.Body); err != nil {
		t.Fatal(fmt.Errorf("reading the answer: %w", err))
	}
	return res.StatusCode, string(text)
}
