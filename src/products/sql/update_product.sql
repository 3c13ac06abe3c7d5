update products
set store_id = coalesce($2::bigint, store_id),
    name = coalesce($3::text, name),
    description = coalesce($4::text, description),
    original_price = coalesce($5::numeric, original_price),
    currency = coalesce($6::text, currency),
    is_available = coalesce($7::boolean, is_available),
    image = coalesce($8::text, image),
    updated_at = app_clock()
where id = $1::bigint
returning id, store_id, name, description, original_price, currency, is_available, image, created_at, null::bigint
