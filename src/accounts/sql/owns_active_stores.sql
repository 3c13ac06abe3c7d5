select exists (select from stores where owner_id = $1::bigint and is_active)
