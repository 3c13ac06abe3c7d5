-- At most three links an hour: a mailbox is not to be filled by strangers.
insert into password_resets (token_hash, user_id, expires_at)
select $1::bytea, $2::bigint, app_clock() + interval '1 hour'
where (select count(*) from password_resets r
       where r.user_id = $2::bigint and r.created_at > app_clock() - interval '1 hour') < 3
returning user_id
