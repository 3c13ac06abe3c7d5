-- Who was told and asks again waits again.
insert into restock_watches (window_id, user_id, promo_id)
select w.id, $2::bigint, w.promo_id
from promo_windows w
where w.promo_id = $1::bigint and w.state = 'scheduled' and w.opens_at <= app_clock() and w.closes_at > app_clock()
on conflict (window_id, user_id) do update set notified_at = null
returning window_id
