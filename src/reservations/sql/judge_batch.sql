select verdict, reservation_id, status, reserved_until_us, created_at_us, price_cents, pickup_code,
       promo_id, product_id, is_open, stock, held, sold, revision, next_deadline_us, clock_us
from desk_batch($1::bigint, $2::integer[], $3::bigint[], $4::bigint[], $5::bigint[], $6::float8[], $7::float8[],
                $8::text[], $9::text[], $10::text[])
