select is_active, is_staff from users where id = $1::bigint and erased_at is null
