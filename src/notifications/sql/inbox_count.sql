select count(n.id)
from notifications n
where n.user_id = $1::bigint and n.id is not null and n.delivery_status = 'delivered'
