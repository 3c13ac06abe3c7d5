update refresh_tokens set revoked_at = app_clock() where family_id = $1::uuid and revoked_at is null
