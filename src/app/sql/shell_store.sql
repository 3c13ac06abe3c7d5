-- A store by id or name.
select to_jsonb(found)::text
from (select s.id, s.name, s.owner_id, st_y(s.location::geometry) as latitude, st_x(s.location::geometry) as longitude, s.address,
             s.time_zone, s.is_active, s.created_at
      from stores s
      where $1 = '' or s.id = case when $1 ~ '^[0-9]{1,18}$' then $1::bigint end or s.name = $1
      order by s.id desc limit 10) found
