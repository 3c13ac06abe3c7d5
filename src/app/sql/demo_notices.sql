-- What became of a promo's notices, and how long after the opening the first and the last reached their inbox.
select count(*), count(distinct n.user_id),
       count(*) filter (where n.delivery_status = 'staged'),
       count(*) filter (where n.delivery_status = 'delivered'),
       count(*) filter (where n.delivery_status = 'suppressed'),
       coalesce(extract(epoch from min(n.sent_at) - min(w.opens_at))::float8 * 1000, 0),
       coalesce(extract(epoch from max(n.sent_at) - min(w.opens_at))::float8 * 1000, 0)
from notifications n
join promo_windows w on w.id = n.window_id
where n.promo_id = $1::bigint and n.notification_type = 'flash_promo'
