select version, state = 'scheduled' and closes_at > app_clock(), staged_through_user_id, staged_at is not null,
       released_at is not null
from promo_windows
where id = $1::bigint
