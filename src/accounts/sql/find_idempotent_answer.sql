select request_hash, status::integer, coalesce(response, '')
from idempotency_keys
where user_id = $1::bigint and address = $2::text and key = $3::text
  and created_at > app_clock() - interval '24 hours'
