select r.id, r.window_id, r.promo_id, r.product_id, r.user_id, r.price, r.reserved_until, r.status, r.created_at,
       coalesce(r.pickup_code, ''), p.name, w.store_id, s.name, w.currency, u.username, w.closes_at, r.completed_at,
       r.redeemed_at
from reservations r
join promo_windows w on w.id = r.window_id
join products p on p.id = r.product_id
join stores s on s.id = w.store_id
join users u on u.id = r.user_id
where r.id = $1::bigint and r.user_id = $2::bigint
