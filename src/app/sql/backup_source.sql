-- What a backup tells before it begins: the server is a standby, windows that are open now, the size of the rows and of
-- what they keep aside (the indexes are not dumped), who owns the tables, and the versions.
select pg_is_in_recovery(),
       (select count(*) from promo_windows
        where state = 'scheduled' and opens_at <= app_clock() and closes_at > app_clock()),
       (select coalesce(sum(pg_table_size(c.oid)), 0)::int8 from pg_class c
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace),
       (select r.rolname::text from pg_class c join pg_roles r on r.oid = c.relowner where c.oid = 'users'::regclass),
       (select string_agg(name, ' ' order by name) from schema_migrations where name like 'V%')
