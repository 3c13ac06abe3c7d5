-- A user by id or name; the ten newest.
select to_jsonb(found)::text
from (select u.id, u.username, u.email, u.first_name, u.last_name, u.user_type, u.segment_source, st_y(u.location::geometry) as latitude,
             st_x(u.location::geometry) as longitude, u.time_zone, u.locale, u.preferences, u.daily_cap, u.is_staff,
             u.is_superuser, u.is_active, u.date_joined, u.last_login
      from users u
      where $1 = '' or u.id = case when $1 ~ '^[0-9]{1,18}$' then $1::bigint end or u.username = $1
      order by u.id desc limit 10) found
