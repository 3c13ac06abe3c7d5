select s.owner_id from products as p join stores as s on s.id = p.store_id where p.id = $1::bigint
