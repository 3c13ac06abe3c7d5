-- A product by id or name.
select to_jsonb(found)::text
from (select p.id, p.name, p.store_id, p.original_price, p.currency, p.is_available, p.created_at
      from products p
      where $1 = '' or p.id = case when $1 ~ '^[0-9]{1,18}$' then $1::bigint end or p.name = $1
      order by p.id desc limit 10) found
