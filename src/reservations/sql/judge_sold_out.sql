select verdict, reservation_id, status, reserved_until_us, created_at_us, price_cents, pickup_code,
       promo_id, product_id, is_open, stock, held, sold, revision, next_deadline_us, clock_us
from desk_sold_out($1::bigint, $2::bigint[], $3::text[], $4::text[])
