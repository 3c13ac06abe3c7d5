select id, owner_id, name, address, ST_Y(location::geometry), ST_X(location::geometry), is_active, time_zone,
       reserve_radius_check, created_at, null::float8
from stores
where ($1::bigint is null or owner_id = $1::bigint)
  and ($2::boolean is null or is_active = $2::boolean)
  and ($3::text is null or not exists (
        select from string_to_table($3::text, ' ') as w (word) where strpos(lower(name || ' ' || address), lower(w.word)) = 0))
order by /*ordering*/id
limit $4::bigint offset $5::bigint
