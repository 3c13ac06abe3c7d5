insert into push_subscriptions (user_id, endpoint, p256dh, auth)
values ($1::bigint, $2::text, $3::bytea, $4::bytea)
on conflict (endpoint) do update set user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth
returning id
