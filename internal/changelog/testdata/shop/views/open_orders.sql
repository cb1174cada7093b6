SELECT * FROM orders WHERE NOT closed
