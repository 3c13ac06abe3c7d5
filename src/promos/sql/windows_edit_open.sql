select edit_open_window($1::bigint, $2::integer, $3::time)
