--liquibase formatted sql

--changeset dan:open-orders runOnChange:true
--comment: replaced whenever it changes
CREATE OR REPLACE VIEW open_orders AS
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'new;';

--changeset "dan d":"order totals" runOnChange:true
CREATE OR REPLACE VIEW order_totals AS
SELECT i.order_id, SUM(i.amount * a.price) AS total FROM items i JOIN articles a ON a.code = i.article GROUP BY i.order_id;
