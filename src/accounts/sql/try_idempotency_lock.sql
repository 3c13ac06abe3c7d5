select pg_try_advisory_xact_lock(hashtextextended($1::bigint || '/' || $2::text || '/' || $3::text, 7361))
