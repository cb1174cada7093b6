CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz NOT NULL, status text NOT NULL);

INSERT INTO orders
SELECT n, timestamptz '2026-01-01' + n * interval '1 minute', CASE WHEN n % 3 = 0 THEN 'open' ELSE 'paid' END
FROM generate_series(1, 1000) n;
