insert into users (username, email, password_hash, user_type, segment_source, phone_number, first_name, last_name,
                   location, is_staff, is_superuser, is_active)
values ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text,
        ST_SetSRID(ST_MakePoint($9::float8, $10::float8), 4326)::geography, $11::boolean, $12::boolean, $13::boolean)
on conflict do nothing
returning id
