select coalesce(array_to_string(array_agg(name order by name), ' '), '') from schema_migrations where name like 'V%'
