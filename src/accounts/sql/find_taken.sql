select exists (select from users where username = $1::text and id <> $3::bigint),
       $2::text <> '' and exists (select from users where lower(email) = lower($2::text) and email <> '' and id <> $3::bigint)
