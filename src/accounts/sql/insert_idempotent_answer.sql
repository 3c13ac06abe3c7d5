-- Takes the place of an answer that is older than 24 hours, of no other.
insert into idempotency_keys as k (user_id, address, key, request_hash, status, response)
values ($1::bigint, $2::text, $3::text, $4::text, $5::integer, $6::text)
on conflict (user_id, address, key) do update
set request_hash = excluded.request_hash, status = excluded.status, response = excluded.response,
    reservation_id = null, created_at = app_clock()
where k.created_at <= app_clock() - interval '24 hours'
