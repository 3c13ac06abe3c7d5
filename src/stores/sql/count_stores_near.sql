select count(*)
from stores
where ($1::bigint is null or owner_id = $1::bigint)
  and ($2::boolean is null or is_active = $2::boolean)
  and ST_DWithin(location, ST_SetSRID(ST_MakePoint($3::float8, $4::float8), 4326)::geography, $5::float8)
