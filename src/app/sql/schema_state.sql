-- Are there tables; is the last thing there that a migration's first file and a dump's last line make (the standing
-- grants); and does nobody migrate or restore now (their lock, see postgres/migrator.hpp).
select to_regclass('public.users') is not null,
       exists (select from pg_default_acl),
       pg_try_advisory_xact_lock_shared($1::int8)
