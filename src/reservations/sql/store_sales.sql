-- From the windows of the store, whose completed reservations have an index.
select r.id, r.window_id, r.promo_id, r.product_id, r.user_id, r.price, r.reserved_until, r.status, r.created_at,
       coalesce(r.pickup_code, ''), p.name, w.store_id, s.name, w.currency, u.username, w.closes_at, r.completed_at,
       r.redeemed_at
from (
    select x.id, x.window_id, x.promo_id, x.product_id, x.user_id, x.price, x.reserved_until, x.status, x.created_at,
           x.pickup_code, x.completed_at, x.redeemed_at
    from promo_windows v
    join reservations x on x.window_id = v.id and x.status = 'completed'
    where v.store_id = $1::bigint and v.closes_at > app_clock() - make_interval(days => $2::integer)
      and ($3::bigint is null or x.id < $3::bigint)
    order by x.id desc
    limit $4::bigint offset $5::bigint
) r
join promo_windows w on w.id = r.window_id
join products p on p.id = r.product_id
join stores s on s.id = w.store_id
join users u on u.id = r.user_id
order by r.id desc
