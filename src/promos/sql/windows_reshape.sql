select reshape_promo_windows($1::bigint)
