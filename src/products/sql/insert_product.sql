insert into products (store_id, name, description, original_price, currency, is_available, image)
values ($1::bigint, $2::text, $3::text, $4::numeric, $5::text, $6::boolean, $7::text)
returning id, store_id, name, description, original_price, currency, is_available, image, created_at, null::bigint
