select drop_stale_notifications($1::bigint, $2::integer, $3::integer)
