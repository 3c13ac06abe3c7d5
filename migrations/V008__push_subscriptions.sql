-- Browsers that show notices while no page is open (Web Push). What a browser gave is all that is needed to reach it.
create table push_subscriptions (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id) on delete cascade,
    endpoint text not null,
    -- Its public key, an uncompressed point of P-256, and its secret (RFC 8291).
    p256dh bytea not null,
    auth bytea not null,
    created_at timestamptz not null default app_clock(),
    -- A browser that signs in as somebody else gives the same endpoint.
    constraint push_subscriptions_endpoint_key unique (endpoint),
    constraint push_subscriptions_endpoint_length check (length(endpoint) <= 1000),
    constraint push_subscriptions_p256dh_length check (octet_length(p256dh) = 65),
    constraint push_subscriptions_auth_length check (octet_length(auth) = 16)
);
create index push_subscriptions_user_id on push_subscriptions (user_id, id);
