select count(*)
from stores
where ($1::bigint is null or owner_id = $1::bigint)
  and ($2::boolean is null or is_active = $2::boolean)
