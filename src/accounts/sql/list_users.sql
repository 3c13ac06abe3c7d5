select id, username, email, first_name, last_name, phone_number, user_type,
       ST_Y(location::geometry), ST_X(location::geometry), time_zone, locale, preferences, quiet_from, quiet_until,
       daily_cap, is_staff, is_superuser, is_active, date_joined
from users
where erased_at is null
order by id
limit $1::bigint offset $2::bigint
