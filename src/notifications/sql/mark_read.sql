with reading as (
    update notifications n
    set read_at = coalesce(n.read_at, app_clock()), opened_at = coalesce(n.opened_at, app_clock())
    where n.user_id = $1::bigint and n.id = $2::bigint and n.delivery_status = 'delivered'
    returning n.id, n.user_id, n.store_id, n.promo_id, n.notification_type, coalesce(n.message, '') as message, n.sent_at,
              n.delivery_status, n.read_at
)
select n.id, n.user_id, u.username, n.store_id, s.name, n.promo_id, p.name, n.notification_type, n.message, n.sent_at,
       n.delivery_status, n.read_at
from reading n
join users u on u.id = n.user_id
join stores s on s.id = n.store_id
join flash_promos f on f.id = n.promo_id
join products p on p.id = f.product_id
