select id from users where lower(email) = lower($1::text) and email <> '' and is_active and erased_at is null
