update refresh_tokens set revoked_at = app_clock() where user_id = $1::bigint and revoked_at is null
