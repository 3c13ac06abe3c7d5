delete from stores where id = $1::bigint
