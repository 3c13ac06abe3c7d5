select notice, shopper, kind from claim_chunk($1::bigint, $2::integer, $3::bigint, $4::bigint)
