select replace(jti::text, '-', ''), user_id, issued_at, expires_at, family_id, replace(successor_jti::text, '-', ''),
       coalesce(rotated_at > app_clock() - make_interval(secs => $2::float8), false), revoked_at is not null
from refresh_tokens
where jti = $1::uuid
