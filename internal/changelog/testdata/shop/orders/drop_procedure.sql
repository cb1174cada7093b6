DROP PROCEDURE close_order;
