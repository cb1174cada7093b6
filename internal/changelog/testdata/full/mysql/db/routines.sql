--liquibase formatted sql

--changeset eve:total endDelimiter://
CREATE FUNCTION order_total(wanted BIGINT) RETURNS DECIMAL(12,2) READS SQL DATA
BEGIN
  DECLARE total DECIMAL(12,2) DEFAULT 0;

  SELECT COALESCE(SUM(i.amount * a.price), 0) INTO total FROM items i JOIN articles a ON a.code = i.article WHERE i.order_id = wanted;
  IF total < 0 THEN SET total = 0; END IF;
  RETURN total;
END
//

--changeset eve:close-orders splitStatements:false stripComments:false
CREATE PROCEDURE close_orders(moment DATETIME)
BEGIN
  # a comment; with 'one quote
  DECLARE done INT DEFAULT 0;
  REPEAT
    SELECT ';; $$ -- Changeset db/routines.sql::audit::eve' INTO @ignored;
    SET done = 1;
  UNTIL done END REPEAT;
  UPDATE orders SET status = CASE WHEN status = 'x;' THEN 'y' ELSE 'closed' END WHERE placed_at < moment;
END;

--changeset eve:audit
CREATE TABLE audit (id BIGINT AUTO_INCREMENT PRIMARY KEY, what TEXT NOT NULL, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);

--changeset eve:triggers endDelimiter:/
CREATE TRIGGER orders_audit AFTER INSERT ON orders FOR EACH ROW
BEGIN
  INSERT INTO audit (what) VALUES ('order; placed');
  INSERT INTO audit (what) VALUES (CONCAT('customer ', NEW.customer_id));
END
/
CREATE TRIGGER orders_change BEFORE UPDATE ON orders FOR EACH ROW SET NEW.placed_at = NOW()
/

--changeset eve:nightly splitStatements:false
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' DISABLE DO
BEGIN
  DELETE FROM audit WHERE at < NOW() - INTERVAL 30 DAY;
  DELETE FROM notes WHERE a IS NULL;
END;

--changeset eve:engine-code stripComments:false
/*!50110 CREATE TABLE coded (a INT) COMMENT='; still one' */;

--changeset eve:outside runInTransaction:false
ALTER TABLE customers ADD FULLTEXT INDEX customers_name_ft (name);

--changeset eve:only-if-empty
--preconditions onFail:MARK_RAN onError:HALT
--precondition-sql-check expectedResult:0 SELECT count(*) FROM audit
INSERT INTO audit (what) VALUES ('it\'s; empty');

--changeset eve:never-here
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM articles
DROP TABLE articles;
