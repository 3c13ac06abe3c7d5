-- A promo by id.
select to_jsonb(found)::text
from (select f.id, f.product_id, f.promo_price, f.start_time, f.end_time, f.starts_on, f.ends_on, f.weekdays, f.eligible_segments,
             f.stock, f.max_per_user, f.hold_seconds, f.radius_m, f.is_active, f.version, f.closed_at
      from flash_promos f
      where $1 = '' or f.id = case when $1 ~ '^[0-9]{1,18}$' then $1::bigint end
      order by f.id desc limit 10) found
