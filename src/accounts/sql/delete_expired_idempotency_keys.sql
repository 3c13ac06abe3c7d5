delete from idempotency_keys
where (user_id, address, key) in (
    select user_id, address, key from idempotency_keys
    where created_at <= app_clock() - interval '24 hours'
    limit $1::bigint
    for update skip locked)
