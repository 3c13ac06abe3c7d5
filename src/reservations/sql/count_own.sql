select count(*)
from reservations x
where x.user_id = $1::bigint and ($2::text is null or x.status = $2::text) and ($3::bigint is null or x.promo_id = $3::bigint)
  and ($4::text is null or exists (
        select from products p
        where p.id = x.product_id
          and not exists (select from string_to_table($4::text, ' ') as w (word) where strpos(lower(p.name), lower(w.word)) = 0)))
