select id, window_id, promo_id, product_id, user_id, price, reserved_until, status, created_at, coalesce(pickup_code, '')
from reservations
where user_id = $1::bigint and ($2::text is null or status = $2::text) and ($3::bigint is null or promo_id = $3::bigint)
order by id desc
limit $4::bigint offset $5::bigint
