with logged_in as (
    update users set last_login = app_clock() where id = $3::bigint
)
insert into refresh_tokens (jti, family_id, user_id, issued_at, expires_at)
select $1::uuid, $2::uuid, $3::bigint, at, at + make_interval(secs => $4::float8)
from date_trunc('second', app_clock()) as at
returning replace(jti::text, '-', ''), user_id, issued_at, expires_at
