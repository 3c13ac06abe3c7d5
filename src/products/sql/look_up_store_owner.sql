select owner_id from stores where id = $1::bigint
