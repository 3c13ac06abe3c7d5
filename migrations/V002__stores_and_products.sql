-- What a merchant has: stores and their products.

-- The zones that a store may name: IANA names, because PostgreSQL itself accepts 'Nowhere/X+3'.
-- A table, because pg_timezone_names reads the file system at each use.
create table time_zones (
    name text primary key
);
insert into time_zones (name)
select distinct name from pg_timezone_names
where name = 'UTC' or (name like '%/%' and name not like 'posix/%' and name not like 'right/%');
revoke insert, update, delete on time_zones from marketplace_app;

create table stores (
    id bigint generated always as identity primary key,
    owner_id bigint not null,
    name text not null,
    location geography(Point, 4326) not null,
    address text not null default '',
    time_zone text not null default 'UTC',
    is_active boolean not null default true,
    -- Whether reserving tests the shopper's claimed distance against the promo's radius.
    reserve_radius_check boolean not null default true,
    created_at timestamptz not null default app_clock(),
    updated_at timestamptz not null default app_clock(),
    constraint stores_owner_id_fkey foreign key (owner_id) references users (id),
    constraint stores_time_zone_known foreign key (time_zone) references time_zones (name),
    constraint stores_name_length check (char_length(name) between 1 and 255)
);
create index stores_owner_id on stores (owner_id);
create index stores_location on stores using gist (location);

create table products (
    id bigint generated always as identity primary key,
    store_id bigint not null,
    name text not null,
    description text not null default '',
    original_price numeric(10, 2) not null,
    -- ISO 4217, of at most two decimals.
    currency text not null default 'USD',
    is_available boolean not null default true,
    image text not null default '',
    created_at timestamptz not null default app_clock(),
    updated_at timestamptz not null default app_clock(),
    constraint products_store_id_fkey foreign key (store_id) references stores (id),
    constraint products_name_length check (char_length(name) between 1 and 255),
    constraint products_original_price_range check (original_price >= 0),
    constraint products_currency_form check (currency ~ '^[A-Z]{3}$')
);
create index products_store_id on products (store_id);
