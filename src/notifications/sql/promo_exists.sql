select exists (select from flash_promos where id = $1::bigint and deleted_at is null)
