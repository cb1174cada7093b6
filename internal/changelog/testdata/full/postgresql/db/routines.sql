--liquibase formatted sql

--changeset eve:mood
CREATE TYPE mood AS ENUM ('good;', 'bad');
ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'good;';

--changeset eve:touch splitStatements:false stripComments:false
-- it's; a comment
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- two; statements

  NEW.placed_at := now();
  /* Changeset db/routines.sql::audit::eve */
  RAISE DEBUG '-- Changeset db/routines.sql::audit::eve';
  RETURN NEW;
END $$;

--changeset eve:audit endDelimiter:;;
CREATE TABLE audit (id bigserial PRIMARY KEY, what text NOT NULL, at timestamptz DEFAULT now());;
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE q text := $q$ ; $q$;
BEGIN
  INSERT INTO audit (what) VALUES (TG_TABLE_NAME || q);
  RETURN NULL;
END $body$;;

--changeset eve:triggers
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER orders_audit AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION audit();

--changeset eve:total splitStatements:false
CREATE FUNCTION order_total(wanted bigint) RETURNS numeric LANGUAGE sql
BEGIN ATOMIC
  SELECT 1;
  SELECT coalesce(sum(CASE WHEN i.amount > 0 THEN i.amount * a.price END), 0) FROM items i JOIN articles a ON a.code = i.article WHERE i.order_id = wanted;
END;

--changeset eve:concurrent-index runInTransaction:false
CREATE INDEX CONCURRENTLY customers_name_ix ON customers (lower(name));

--changeset eve:close-orders endDelimiter:/
CREATE PROCEDURE close_orders(before timestamp) LANGUAGE plpgsql AS $$
BEGIN
  UPDATE orders SET status = 'closed' WHERE placed_at < before;
  COMMIT;
END $$
/
COMMENT ON PROCEDURE close_orders(timestamp) IS 'closes; orders'
/

--changeset eve:rule splitStatements:false
CREATE RULE notes_log AS ON DELETE TO notes DO ALSO (INSERT INTO audit (what) VALUES ('a note; gone'); INSERT INTO audit (what) VALUES ('really'));

--changeset eve:materialized
CREATE MATERIALIZED VIEW best_customers AS SELECT id, name FROM customers ORDER BY balance DESC LIMIT 10;
CREATE UNIQUE INDEX best_customers_ix ON best_customers (id);

--changeset eve:only-if-empty
--preconditions onFail:MARK_RAN onError:HALT
--precondition-sql-check expectedResult:0 SELECT count(*) FROM audit
INSERT INTO audit (what) VALUES (E'it\'s; empty');

--changeset eve:never-here
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM articles
DROP TABLE articles;
