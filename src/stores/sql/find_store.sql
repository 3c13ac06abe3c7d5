select id, owner_id, name, address, ST_Y(location::geometry), ST_X(location::geometry), is_active, time_zone,
       reserve_radius_check, created_at, null::float8
from stores
where id = $1::bigint
