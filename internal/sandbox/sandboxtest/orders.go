package sandboxtest

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/jackc/pgx/v5"
)

// OrdersSQL fills a seed with ten customers and a thousand orders.
const OrdersSQL = `
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers, amount numeric NOT NULL);
INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 10) n;
INSERT INTO orders SELECT n, 1 + n % 10, n FROM generate_series(1, 1000) n;
`

// Connect logs in to a cluster's database "app" as its master user, at the
// endpoint that it reports.
func Connect(ctx context.Context, c rdstypes.DBCluster, password string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig("sslmode=prefer connect_timeout=10")
	if err != nil {
		return nil, err
	}
	cfg.Host, cfg.Port = aws.ToString(c.Endpoint), uint16(aws.ToInt32(c.Port)) //nolint:gosec // a port
	cfg.User, cfg.Password, cfg.Database = aws.ToString(c.MasterUsername), password, "app"
	return pgx.ConnectConfig(ctx, cfg)
}

// CountOrders returns how many orders a cluster has.
func CountOrders(tb testing.TB, c rdstypes.DBCluster, password string) int {
	tb.Helper()
	conn, err := Connect(tb.Context(), c, password)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(tb.Context())) }()
	var n int
	if err := conn.QueryRow(tb.Context(), "SELECT count(*) FROM orders").Scan(&n); err != nil {
		tb.Fatal(err)
	}
	return n
}
