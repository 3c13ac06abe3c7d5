select id
from flash_promos
where id > $1::bigint and is_active and closed_at is null and deleted_at is null
order by id
limit $2::bigint
