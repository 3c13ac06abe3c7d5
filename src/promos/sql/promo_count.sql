select count(f.id)
from flash_promos f
join products p on p.id = f.product_id
where f.deleted_at is null
  and ($1::bigint is null or p.store_id = $1::bigint)
  and ($2::bigint is null or f.product_id = $2::bigint)
  and ($3::boolean is null or f.is_active = $3::boolean)
  and ($4::text is null or not exists (
        select from string_to_table($4::text, ' ') as w (word) where strpos(lower(p.name), lower(w.word)) = 0))
