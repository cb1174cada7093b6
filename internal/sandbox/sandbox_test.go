package sandbox_test

import (
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const ordersSQL = `
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers, amount numeric NOT NULL);
INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 10) n;
INSERT INTO orders SELECT n, 1 + n % 10, n FROM generate_series(1, 1000) n;
`

func TestX(t *testing.T) {
	b := time.Now()
	s := sandboxtest.Start(t, sandboxtest.WithSeed("orders", ordersSQL))
	t.Log(s.URL(), time.Since(b))
}
