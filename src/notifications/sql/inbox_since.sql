-- What reached these inboxes since then. Notices get their ids before they are delivered, so the newest ids of each
-- inbox are looked through.
select n.id, n.user_id, u.username, n.store_id, s.name, n.promo_id, p.name, n.notification_type, n.message, n.sent_at,
       n.delivery_status, n.read_at
from unnest($1::bigint[]) k (user_id)
cross join lateral (
    select x.id, x.user_id, x.store_id, x.promo_id, x.notification_type, coalesce(x.message, '') as message, x.sent_at,
           x.delivery_status, x.read_at
    from notifications x
    where x.user_id = k.user_id and x.id is not null and x.delivery_status = 'delivered'
    order by x.id desc
    limit $3::bigint
) n
join users u on u.id = n.user_id
join stores s on s.id = n.store_id
join flash_promos f on f.id = n.promo_id
join products p on p.id = f.product_id
where n.sent_at >= $2::timestamptz
order by n.id
