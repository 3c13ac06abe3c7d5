select r.id, r.window_id, r.promo_id, r.product_id, r.user_id, r.price, r.reserved_until, r.status, r.created_at,
       coalesce(r.pickup_code, ''), p.name, w.store_id, s.name, w.currency, u.username, w.closes_at, r.completed_at,
       r.redeemed_at
from (
    select x.id, x.window_id, x.promo_id, x.product_id, x.user_id, x.price, x.reserved_until, x.status, x.created_at,
           x.pickup_code, x.completed_at, x.redeemed_at
    from reservations x
    where x.user_id = $1::bigint and ($2::text is null or x.status = $2::text)
      and ($3::bigint is null or x.promo_id = $3::bigint)
      and ($4::text is null or exists (
            select from products p
            where p.id = x.product_id
              and not exists (select from string_to_table($4::text, ' ') as w (word) where strpos(lower(p.name), lower(w.word)) = 0)))
    order by /*ordering x.*/x.id desc
    limit $5::bigint offset $6::bigint
) r
join promo_windows w on w.id = r.window_id
join products p on p.id = r.product_id
join stores s on s.id = w.store_id
join users u on u.id = r.user_id
order by /*ordering r.*/r.id desc
