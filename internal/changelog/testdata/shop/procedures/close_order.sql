CREATE PROCEDURE close_order(id bigint) LANGUAGE sql AS 'UPDATE orders SET closed = true WHERE orders.id = close_order.id';
