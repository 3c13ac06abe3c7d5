select count(n.id)
from notifications n
where n.user_id = $1::bigint and n.id is not null and n.delivery_status = 'delivered'
  and ($2::boolean is not true or n.read_at is null)
  and ($3::text is null or not exists (
        select from string_to_table($3::text, ' ') as w (word) where strpos(lower(coalesce(n.message, '')), lower(w.word)) = 0))
