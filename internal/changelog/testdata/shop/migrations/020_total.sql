--liquibase formatted sql

--changeset house:total
ALTER TABLE orders ADD COLUMN total numeric(12, 2);
--rollback ALTER TABLE orders DROP COLUMN total;
