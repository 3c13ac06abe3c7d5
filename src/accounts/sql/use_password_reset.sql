-- Of several requests with one link, one finds it unused. The others of this person end with it.
update password_resets r
set used_at = app_clock()
from password_resets chosen
where chosen.token_hash = $1::bytea and chosen.used_at is null and chosen.expires_at > app_clock()
  and r.user_id = chosen.user_id and r.used_at is null
returning r.user_id, r.token_hash = $1::bytea
