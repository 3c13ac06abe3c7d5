update flash_promos
set deleted_at = app_clock(), updated_at = app_clock()
where id = $1::bigint
