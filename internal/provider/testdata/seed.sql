create table customers (id bigint primary key, name text not null);
create table orders (id bigint primary key, customer_id bigint not null references customers, total numeric(10,2) not null);
insert into customers select n, 'customer ' || n from generate_series(1, 100) n;
insert into orders select n, 1 + n % 100, n * 1.5 from generate_series(1, 1000) n;
create role reporting login password 'of-the-report';
