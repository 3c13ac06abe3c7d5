select p.store_id, s.owner_id, p.original_price, p.currency
from products p
join stores s on s.id = p.store_id
where p.id = $1::bigint
for share of p
