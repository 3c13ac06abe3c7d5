select release_window($1::bigint, $2::integer)
