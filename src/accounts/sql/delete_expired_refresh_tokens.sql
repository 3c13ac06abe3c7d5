delete from refresh_tokens
where jti in (
    select jti from refresh_tokens
    where expires_at <= app_clock() - interval '1 day'
    limit $1::bigint
    for update skip locked)
