select wait_us, late_us from release_window($1::bigint, $2::integer)
