select id, store_id, name, description, original_price, currency, is_available, image, created_at, null::bigint
from products
where ($1::bigint is null or store_id = $1::bigint)
  and ($2::boolean is null or is_available = $2::boolean)
order by id
limit $3::bigint offset $4::bigint
