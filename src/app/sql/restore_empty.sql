-- A part of psql's script: drops all that is in the schema, except what belongs to extensions. The names are taken before
-- the first is gone, tables first: their sequences go with them.
set client_min_messages = warning;
do $$
declare
    drop_one text;
begin
    foreach drop_one in array array(
        select format('drop %s if exists %s cascade',
                      case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                                   when 'f' then 'foreign table' else 'table' end, oid::regclass)
        from pg_class c
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
          and not exists (select from pg_depend
                          where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        order by relkind = 'S')
    || array(
        select format('drop routine if exists %s cascade', oid::regprocedure)
        from pg_proc p
        where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend
                          where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e'))
    || array(
        select format('drop type if exists %s cascade', oid::regtype)
        from pg_type t
        where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
          and not exists (select from pg_depend
                          where classid = 'pg_type'::regclass and objid = t.oid and deptype = 'e'))
    loop
        execute drop_one;
    end loop;
end $$;
