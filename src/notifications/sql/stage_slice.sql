select stage_slice($1::bigint, $2::integer, $3::bigint, $4::bigint, $5::bigint[], $6::boolean)
