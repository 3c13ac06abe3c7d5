delete from products where store_id = $1::bigint
