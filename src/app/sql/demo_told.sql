select n.user_id
from notifications n
where n.promo_id = $1::bigint and n.delivery_status = 'delivered'
order by n.sent_at, n.id
limit $2::bigint
