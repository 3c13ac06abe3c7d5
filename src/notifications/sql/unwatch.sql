delete from restock_watches
where user_id = $2::bigint and promo_id = $1::bigint
