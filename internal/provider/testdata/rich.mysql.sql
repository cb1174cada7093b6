-- A database with what real ones have: definers, bodies, comments, an event.
create table parcels (
	id bigint auto_increment primary key,
	state enum('open', 'paid; sent') not null default 'open' comment 'it''s -- no comment',
	sent_to varchar(200) character set latin1 default null,
	weight decimal(8,3) check (weight > 0),
	pounds decimal(12,5) as (weight * 2.20462) stored,
	order_id bigint,
	details json,
	at timestamp not null default current_timestamp on update current_timestamp,
	key parcels_open (sent_to(20), state),
	fulltext key found (sent_to),
	constraint of_order foreign key (order_id) references orders (id) on delete set null
) engine=InnoDB comment='what; is sent';
create table events (at datetime not null, what json)
	partition by range (year(at)) (partition p2026 values less than (2027), partition later values less than maxvalue);
delimiter //
create function total_of(which bigint) returns decimal(10,2) reads sql data
begin
	declare found decimal(10,2); -- ; and // are told apart
	select total into found from orders where id = which;
	return found;
end//
create procedure close_all(in before_day date) comment 'closes; all'
begin
	update parcels set state = 'paid; sent' where at < before_day;
end//
create trigger noted after insert on parcels for each row
begin
	insert into events values (now(), json_object('id', new.id));
end//
create event forget on schedule every 1 day do begin
	delete from events where at < now() - interval 1 year;
end//
delimiter ;
create user auditing account lock;
create definer = auditing view open_parcels as select id, total_of(order_id) as total from parcels where state = 'open';
