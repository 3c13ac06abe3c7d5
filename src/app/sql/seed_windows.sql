select expand_promo_windows($1::bigint[])
