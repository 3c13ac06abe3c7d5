select count(*) from users where erased_at is null
