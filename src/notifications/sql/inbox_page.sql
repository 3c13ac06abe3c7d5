select n.id, n.user_id, u.username, n.store_id, s.name, n.promo_id, p.name, n.notification_type, n.message, n.sent_at,
       n.delivery_status, n.read_at
from (
    select x.id, x.user_id, x.store_id, x.promo_id, x.notification_type, coalesce(x.message, '') as message, x.sent_at,
           x.delivery_status, x.read_at
    from notifications x
    where x.user_id = $1::bigint and x.id is not null and x.delivery_status = 'delivered'
      and ($4::boolean is not true or x.read_at is null)
      and ($5::text is null or not exists (
        select from string_to_table($5::text, ' ') as w (word) where strpos(lower(coalesce(x.message, '')), lower(w.word)) = 0))
    order by /*ordering x.*/x.id desc
    limit $2::bigint offset $3::bigint
) n
join users u on u.id = n.user_id
join stores s on s.id = n.store_id
join flash_promos f on f.id = n.promo_id
join products p on p.id = f.product_id
order by /*ordering n.*/n.id desc
