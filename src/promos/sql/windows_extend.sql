select extend_promo_window($1::bigint, $2::integer, $3::integer)
