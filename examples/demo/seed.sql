-- The demo's source database: a small shop, the same rows every time.

CREATE TABLE customers (
    id         bigint PRIMARY KEY,
    name       text NOT NULL,
    email      text NOT NULL UNIQUE,
    country    char(2) NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE products (
    id    bigint PRIMARY KEY,
    sku   text NOT NULL UNIQUE,
    title text NOT NULL,
    price numeric(10, 2) NOT NULL CHECK (price > 0)
);

CREATE TABLE orders (
    id          bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers,
    placed_at   timestamptz NOT NULL,
    status      text NOT NULL CHECK (status IN ('open', 'paid', 'shipped'))
);

CREATE TABLE order_lines (
    order_id   bigint NOT NULL REFERENCES orders,
    line       int NOT NULL,
    product_id bigint NOT NULL REFERENCES products,
    quantity   int NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, line)
);

INSERT INTO customers
SELECT n,
       (ARRAY['Ada', 'Blaise', 'Carl', 'Dorothea', 'Emmy', 'Felix', 'Grete', 'Hedy'])[1 + n % 8]
           || ' ' || (ARRAY['Abel', 'Bessel', 'Cantor', 'Dirac', 'Euler'])[1 + n % 5],
       'customer' || n || '@example.com',
       (ARRAY['DE', 'PT', 'SE', 'JP'])[1 + n % 4],
       timestamptz '2024-01-01 00:00:00+00' + n * interval '3 hours'
FROM generate_series(1, 2000) AS n;

INSERT INTO products
SELECT n, 'SKU-' || lpad(n::text, 4, '0'), 'Product ' || n, 1 + (n * 37 % 9900) / 100.0
FROM generate_series(1, 200) AS n;

INSERT INTO orders
SELECT n,
       1 + n * 7919 % 2000,
       timestamptz '2025-01-01 00:00:00+00' + n * interval '11 minutes',
       (ARRAY['open', 'paid', 'shipped'])[1 + n % 3]
FROM generate_series(1, 6000) AS n;

INSERT INTO order_lines
SELECT o.id, l.line, 1 + (o.id * 31 + l.line * 17) % 200, 1 + (o.id + l.line) % 5
FROM orders AS o
CROSS JOIN LATERAL generate_series(1, 1 + o.id % 3) AS l(line);

CREATE INDEX orders_customer ON orders (customer_id);
CREATE INDEX order_lines_product ON order_lines (product_id);

CREATE VIEW revenue AS
SELECT c.country, count(DISTINCT o.id) AS orders, sum(l.quantity * p.price) AS revenue
FROM order_lines AS l
JOIN orders AS o ON o.id = l.order_id
JOIN customers AS c ON c.id = o.customer_id
JOIN products AS p ON p.id = l.product_id
GROUP BY c.country;
