select exists (select from flash_promos where product_id = $1::bigint)
