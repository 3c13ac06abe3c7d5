-- Rights, the clock, and everything about people: users, their log-ins, what they may repeat safely, what is audited.

create extension if not exists postgis;

-- Serving connections run as this role: they read and write rows and own nothing. Whoever migrates owns the schema.
do $$
begin
    if not exists (select from pg_roles where rolname = 'marketplace_app') then
        create role marketplace_app nologin;
    end if;
exception when duplicate_object or unique_violation then
    null; -- another database of this cluster is being migrated at the same moment
end $$;
grant usage on schema public to marketplace_app;
alter default privileges in schema public grant select, insert, update, delete on tables to marketplace_app;
alter default privileges in schema public grant usage, select on sequences to marketplace_app;

-- All SQL takes the time from app_clock(). Tests move it by this one row; only the owner may.
create table clock_offset (
    only_row boolean primary key default true,
    shift interval not null default interval '0',
    constraint clock_offset_one_row check (only_row)
);
insert into clock_offset (shift) values (interval '0');
revoke insert, update, delete on clock_offset from marketplace_app;

-- The moment of the call, not of the transaction: after a lock wait, now() is old. It stands here and not in an R file
-- because columns' defaults need it. Declared stable so that an index can serve `due_at <= app_clock()`.
create function app_clock() returns timestamptz language plpgsql stable parallel safe as $$
begin
    return clock_timestamp() + (select shift from clock_offset);
end $$;

create table users (
    id bigint generated always as identity primary key,
    username text not null,
    email text not null default '',
    password_hash text not null,
    first_name text not null default '',
    last_name text not null default '',
    phone_number text not null default '',
    user_type text not null default 'new',
    -- Who decided the segment; the nightly task leaves 'staff' and 'seed' alone.
    segment_source text not null default 'registration',
    location geography(Point, 4326),
    time_zone text not null default 'UTC',
    locale text not null default 'en',
    preferences jsonb not null default '{}',
    -- {"flash_promos": false} is the one preference that the matching reads.
    wants_flash_promos boolean not null generated always as
        (preferences -> 'flash_promos' is distinct from 'false'::jsonb) stored,
    -- No notice between these wall times in the user's own zone; both or neither; may cross midnight.
    quiet_from time,
    quiet_until time,
    -- Notices per local calendar day.
    daily_cap integer not null default 20,
    is_staff boolean not null default false,
    is_superuser boolean not null default false,
    is_active boolean not null default true,
    date_joined timestamptz not null default app_clock(),
    last_login timestamptz,
    updated_at timestamptz not null default app_clock(),
    -- Set when the person had their data erased: the row stays, because the ledger names it.
    erased_at timestamptz,
    constraint users_username_key unique (username),
    constraint users_username_length check (char_length(username) between 1 and 150),
    constraint users_email_length check (char_length(email) <= 254),
    constraint users_user_type_known check (user_type in ('new', 'frequent', 'regular')),
    constraint users_segment_source_known check (segment_source in ('registration', 'purchases', 'staff', 'seed')),
    constraint users_quiet_hours_paired check ((quiet_from is null) = (quiet_until is null)),
    constraint users_daily_cap_range check (daily_cap between 0 and 1000)
);
create unique index users_email_key on users (lower(email)) where email <> '';
create index users_location on users using gist (location);
-- Rows of the ledger and of the inboxes name users without a foreign key; so a user is emptied, never deleted.
revoke delete on users from marketplace_app;

-- One row a refresh token; rotation makes a successor in the same family. The token itself is signed again from its
-- row (same jti, same times, same signature) and never stored.
create table refresh_tokens (
    jti uuid primary key,
    family_id uuid not null,
    user_id bigint not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    rotated_at timestamptz,
    successor_jti uuid,
    revoked_at timestamptz,
    constraint refresh_tokens_user_id_fkey foreign key (user_id) references users (id),
    constraint refresh_tokens_rotation check ((rotated_at is null) = (successor_jti is null))
);
create index refresh_tokens_family_id on refresh_tokens (family_id);
create index refresh_tokens_user_id on refresh_tokens (user_id);
create index refresh_tokens_expires_at on refresh_tokens (expires_at);

create table password_resets (
    token_hash bytea primary key,
    user_id bigint not null,
    created_at timestamptz not null default app_clock(),
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint password_resets_user_id_fkey foreign key (user_id) references users (id)
);

-- Counts log-in attempts while Redis is down.
create table login_attempts (
    subject text primary key,
    counted_from timestamptz not null default app_clock(),
    attempts integer not null default 0
);

-- Answers that a repeat with the same Idempotency-Key gets again, for 24 hours. The subject is a user, or an address
-- (user_id 0) where nobody is signed in. The desk's rows keep no body: the reservation gives it again.
create table idempotency_keys (
    user_id bigint not null default 0,
    address text not null default '',
    key text not null,
    request_hash text not null,
    status smallint not null,
    response text,
    reservation_id bigint,
    created_at timestamptz not null default app_clock(),
    constraint idempotency_keys_pkey primary key (user_id, address, key),
    constraint idempotency_keys_subject check ((user_id = 0) <> (address = '')),
    constraint idempotency_keys_key_length check (char_length(key) between 1 and 255),
    constraint idempotency_keys_success check (status between 200 and 299)
);
create index idempotency_keys_created_at on idempotency_keys using brin (created_at);

create table audit_log (
    id bigint generated always as identity primary key,
    at timestamptz not null default app_clock(),
    -- Nothing: the system itself.
    actor_id bigint,
    action text not null,
    object_type text not null,
    object_id bigint,
    details jsonb not null default '{}',
    request_id text not null default ''
);
create index audit_log_object on audit_log (object_type, object_id);
create index audit_log_at on audit_log using brin (at);
revoke update, delete on audit_log from marketplace_app;
