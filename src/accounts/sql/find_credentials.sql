select id, password_hash, is_active from users where username = $1::text and erased_at is null
