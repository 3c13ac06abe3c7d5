select id, username, email, first_name, last_name, phone_number, user_type,
       ST_Y(location::geometry), ST_X(location::geometry), time_zone, locale, preferences, quiet_from, quiet_until,
       daily_cap, is_staff, is_superuser, is_active, date_joined
from users
where erased_at is null
  and ($1::text is null or not exists (
        select from string_to_table($1::text, ' ') as w (word) where strpos(lower(username || ' ' || email), lower(w.word)) = 0))
order by /*ordering*/id
limit $2::bigint offset $3::bigint
