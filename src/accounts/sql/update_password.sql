update users set password_hash = $2::text, updated_at = app_clock() where id = $1::bigint
