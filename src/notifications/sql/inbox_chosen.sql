-- One look at an index for each: a plan made on empty tables would read whole inboxes.
select n.id, n.user_id, u.username, n.store_id, s.name, n.promo_id, p.name, n.notification_type, n.message, n.sent_at,
       n.delivery_status, n.read_at
from unnest($1::bigint[], $2::bigint[]) k (id, user_id)
cross join lateral (
    select x.id, x.user_id, x.store_id, x.promo_id, x.notification_type, coalesce(x.message, '') as message, x.sent_at,
           x.delivery_status, x.read_at
    from notifications x
    where x.user_id = k.user_id and x.id = k.id and x.id is not null and x.delivery_status = 'delivered'
    limit 1
) n
join users u on u.id = n.user_id
join stores s on s.id = n.store_id
join flash_promos f on f.id = n.promo_id
join products p on p.id = f.product_id
order by n.id
