select c from candidates_near($1::bigint, $2::boolean, $3::integer) as c
