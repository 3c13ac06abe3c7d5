select count(*)
from promo_windows v
join reservations x on x.window_id = v.id and x.status = 'completed'
where v.store_id = $1::bigint and v.closes_at > app_clock() - make_interval(days => $2::integer)
