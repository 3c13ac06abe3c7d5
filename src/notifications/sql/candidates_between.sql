select c from candidates_between($1::bigint, $2::boolean, $3::bigint, $4::bigint) as c
