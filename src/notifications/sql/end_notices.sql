select end_notices($1::bigint, $2::integer)
