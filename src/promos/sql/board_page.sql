select id, promo_id, product_id, store_id, product_name, store_name, price, original_price, currency, latitude, longitude,
       radius_m, eligible_segments, opens_at, closes_at, hold_seconds, max_per_user, reserve_radius_check, state,
       version, revision, updated_at, units_left, image, address, time_zone, stock
from board_windows
where id > $1::bigint and own_state = 'scheduled' and state = 'scheduled' and closes_at > app_clock() and opens_at <= $2::timestamptz
order by id
limit $3::bigint
