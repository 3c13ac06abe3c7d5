select s.owner_id
from flash_promos f
join products p on p.id = f.product_id
join stores s on s.id = p.store_id
where f.id = $1::bigint and f.deleted_at is null
