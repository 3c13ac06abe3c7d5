delete from push_subscriptions
where user_id = $1::bigint and id <> $2::bigint and id not in (
    select s.id from push_subscriptions s where s.user_id = $1::bigint order by s.id desc limit $3::bigint)
