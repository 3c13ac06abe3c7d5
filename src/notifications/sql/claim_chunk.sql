select notice, shopper, kind, locale from claim_chunk_localized($1::bigint, $2::integer, $3::bigint, $4::bigint)
