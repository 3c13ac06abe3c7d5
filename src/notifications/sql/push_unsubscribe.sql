delete from push_subscriptions where user_id = $1::bigint and id = $2::bigint returning id
