update flash_promos
set product_id = $2::bigint, promo_price = $3::numeric, start_time = $4::time, end_time = $5::time,
    starts_on = coalesce($6::date, starts_on), ends_on = $7::date, weekdays = $8::integer[],
    eligible_segments = $9::text[], stock = $10::integer, max_per_user = $11::integer,
    hold_seconds = $12::integer, radius_m = $13::integer, is_active = $14::boolean,
    closed_at = case when $14::boolean then null else closed_at end,
    version = version + 1, updated_at = app_clock()
where id = $1::bigint
