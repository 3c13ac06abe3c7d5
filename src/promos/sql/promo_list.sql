select id, product_id, store_id, owner_id, promo_price, start_time, end_time, starts_on, ends_on, weekdays,
       eligible_segments, stock, max_per_user, hold_seconds, radius_m, is_active, created_at, updated_at, status,
       window_id, opens_at, closes_at, window_version, window_stock, window_held, window_sold
from promo_details
where ($1::bigint is null or store_id = $1::bigint)
  and ($2::bigint is null or product_id = $2::bigint)
  and ($3::boolean is null or is_active = $3::boolean)
  and ($4::text is null or not exists (
        select from string_to_table($4::text, ' ') as w (word) where strpos(lower(product_name), lower(w.word)) = 0))
order by /*ordering*/id
limit $5::bigint offset $6::bigint
