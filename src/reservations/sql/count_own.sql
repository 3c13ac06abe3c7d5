select count(*)
from reservations
where user_id = $1::bigint and ($2::text is null or status = $2::text) and ($3::bigint is null or promo_id = $3::bigint)
