select id, store_id, name, description, original_price, currency, is_available, image, created_at, null::bigint
from products
where id = $1::bigint
