select id, store_id, name, description, original_price, currency, is_available, image, created_at, null::bigint
from products
where ($1::bigint is null or store_id = $1::bigint)
  and ($2::boolean is null or is_available = $2::boolean)
  and ($3::text is null or not exists (
        select from string_to_table($3::text, ' ') as w (word) where strpos(lower(name), lower(w.word)) = 0))
order by /*ordering*/id
limit $4::bigint offset $5::bigint
