select p.id, p.store_id, p.name, p.description, p.original_price, p.currency, p.is_available, p.image, p.created_at,
       s.owner_id
from products as p join stores as s on s.id = p.store_id
where p.id = $1::bigint
for no key update of p
