select republish_late($1::bigint, $2::integer)
