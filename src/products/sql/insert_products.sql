insert into products (store_id, name, description, original_price, currency, is_available)
select $1::bigint, x.name, x.description, x.price, x.currency, x.is_available
from unnest($2::text[], $3::text[], $4::numeric[], $5::text[], $6::boolean[])
     with ordinality as x (name, description, price, currency, is_available, place)
order by x.place
