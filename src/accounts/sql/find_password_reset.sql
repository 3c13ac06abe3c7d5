select user_id from password_resets where token_hash = $1::bytea and used_at is null and expires_at > app_clock()
