select exists (select from time_zones where name = $1::text)
