select close_promo_windows($1::bigint)
