select exists (select from flash_promos
               where product_id = $1::bigint and promo_price > $2::numeric
                 and closed_at is null and deleted_at is null)
