select tell_restock_watchers($1::bigint, $2::integer)
