with rotated as (
    update refresh_tokens set rotated_at = app_clock(), successor_jti = $2::uuid
    where jti = $1::uuid
    returning family_id, user_id
)
insert into refresh_tokens (jti, family_id, user_id, issued_at, expires_at)
select $2::uuid, family_id, user_id, at, at + make_interval(secs => $3::float8)
from rotated, date_trunc('second', app_clock()) as at
returning replace(jti::text, '-', ''), user_id, issued_at, expires_at
