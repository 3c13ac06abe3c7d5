update stores
set name = coalesce($2::text, name),
    address = coalesce($3::text, address),
    location = coalesce(ST_SetSRID(ST_MakePoint($4::float8, $5::float8), 4326)::geography, location),
    is_active = coalesce($6::boolean, is_active),
    time_zone = coalesce($7::text, time_zone),
    reserve_radius_check = coalesce($8::boolean, reserve_radius_check),
    updated_at = app_clock()
where id = $1::bigint
returning id, owner_id, name, address, ST_Y(location::geometry), ST_X(location::geometry), is_active, time_zone,
       reserve_radius_check, created_at, null::float8
