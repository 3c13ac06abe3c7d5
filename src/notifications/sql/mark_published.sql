select mark_published($1::bigint, $2::bigint[])
