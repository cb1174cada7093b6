create table customers (id bigint primary key, name text not null);
create table orders (id bigint primary key, customer_id bigint not null references customers (id), total decimal(10,2) not null);
insert into customers select seq, concat('customer ', seq) from seq_1_to_100;
insert into orders select seq, 1 + seq % 100, seq * 1.5 from seq_1_to_1000;
create user reporting identified by 'of-the-report';
