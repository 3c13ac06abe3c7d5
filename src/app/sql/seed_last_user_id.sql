select coalesce(max(id), 0)::bigint from users
