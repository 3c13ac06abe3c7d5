insert into flash_promos (product_id, promo_price, start_time, end_time, starts_on, ends_on, weekdays,
                          eligible_segments, stock, max_per_user, hold_seconds, radius_m, is_active)
select $1::bigint, $2::numeric, $3::time, $4::time,
       coalesce($5::date, (app_clock() at time zone s.time_zone)::date), $6::date, $7::integer[],
       $8::text[], $9::integer, $10::integer, $11::integer, $12::integer, $13::boolean
from products p
join stores s on s.id = p.store_id
where p.id = $1::bigint
returning id
