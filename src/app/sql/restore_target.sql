-- Who else is connected to the database, and whether it holds anything but extensions.
select (select string_agg(distinct coalesce(nullif(application_name, ''), 'a client without a name'), ', ')
        from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()),
       exists (select from pg_class c
               where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
                 and not exists (select from pg_depend d
                                 where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
