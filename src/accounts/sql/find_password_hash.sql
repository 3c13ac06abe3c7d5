select password_hash from users where id = $1::bigint and is_active and erased_at is null
