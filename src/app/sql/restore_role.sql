-- A part of psql's script. A dump grants rights to the serving role and does not make it.
do $$ begin
    if not exists (select from pg_roles where rolname = 'marketplace_app') then
        create role marketplace_app nologin;
    end if;
end $$;
