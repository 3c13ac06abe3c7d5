select id, owner_id, name, address, ST_Y(location::geometry), ST_X(location::geometry), is_active, time_zone,
       reserve_radius_check, created_at, null::float8
from stores
where ($1::bigint is null or owner_id = $1::bigint)
  and ($2::boolean is null or is_active = $2::boolean)
order by id
limit $3::bigint offset $4::bigint
