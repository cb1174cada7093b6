-- A database with what real ones have: extensions, owners, grants, comments, bodies.
create extension pgcrypto with schema public;
create extension citext with schema public;
comment on extension citext is 'text; whatever its case';
create role auditing;
grant auditing to dbadmin;
create schema audit authorization auditing;
create type state as enum ('open', 'paid; sent');
create domain email as citext check (value ~ '@');
create sequence numbers start 1000 increment 10;
create table public.parcels (
	id bigint generated always as identity primary key,
	number bigint not null default nextval('numbers'),
	token uuid not null default gen_random_uuid(),
	state state not null default 'open',
	sent_to email,
	weight numeric(8,3) check (weight > 0),
	pounds numeric generated always as (weight * 2.20462) stored,
	order_id bigint references orders
) with (fillfactor = 70);
alter sequence numbers owned by parcels.number;
comment on table parcels is E'what''s sent;\n\\restrict is no command here';
create index parcels_open on parcels using btree (sent_to, number desc) where state = 'open';
create table audit.events (at timestamptz not null, what jsonb) partition by range (at);
create table audit.events_2026 partition of audit.events for values from ('2026-01-01') to ('2027-01-01');
alter table audit.events owner to auditing;
alter table audit.events_2026 owner to auditing;
create function audit.note() returns trigger language plpgsql security definer as $body$
begin
	-- $$ and ; are text here
	insert into audit.events values (now(), to_jsonb(new));
	return new;
end; $body$;
create function total(customer bigint) returns numeric begin atomic
	select sum(o.total) from orders o where o.customer_id = total.customer;
end;
create trigger noted after insert or update on parcels for each row execute function audit.note();
create view open_parcels with (security_barrier) as select id, number from parcels where state = 'open';
create materialized view totals as select customer_id, total(customer_id) from orders group by 1 with no data;
create rule unchanged as on delete to parcels do instead nothing;
alter table parcels enable row level security;
create policy theirs on parcels to reporting using (state <> 'open');
grant select, insert (state) on parcels to reporting;
grant execute on function total(bigint) to reporting;
revoke execute on function total(bigint) from public;
alter default privileges in schema public grant select on tables to reporting;
create publication changes for table parcels;
create statistics parcels_ndistinct (ndistinct) on state, sent_to from parcels;
