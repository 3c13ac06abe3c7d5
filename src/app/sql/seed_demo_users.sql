-- Those of them that are asked for and not there yet.
insert into users (username, email, password_hash, first_name, user_type, segment_source, location, time_zone,
                   is_staff, is_superuser)
select u.username, u.username || '@example.com', $1::text, u.first_name, 'regular', 'seed',
       st_setsrid(st_makepoint($3::float8, $2::float8), 4326)::geography, 'America/Bogota', u.is_staff, u.is_staff
from (values ('admin', 'Alba', true), ('merchant', 'Mateo', false), ('shopper', 'Sofia', false))
     as u (username, first_name, is_staff)
where u.username = any ($4::text[])
on conflict do nothing
