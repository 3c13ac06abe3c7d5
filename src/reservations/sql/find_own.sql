select id, window_id, promo_id, product_id, user_id, price, reserved_until, status, created_at, coalesce(pickup_code, '')
from reservations
where id = $1::bigint and user_id = $2::bigint
