-- A code is good for a month after its window: so few windows are looked at that no index of codes is needed.
select x.id
from promo_windows v
join reservations x on x.window_id = v.id and x.status = 'completed'
where v.store_id = $1::bigint and v.closes_at > app_clock() - interval '30 days' and x.pickup_code = $2::text
limit 1
