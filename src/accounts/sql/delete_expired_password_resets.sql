delete from password_resets where expires_at < app_clock() - interval '1 day'
