select exists (select from flash_promos join products on products.id = flash_promos.product_id
               where products.store_id = $1::bigint)
