select win, wait_us, late_us from release_windows($1::bigint[], $2::integer[])
