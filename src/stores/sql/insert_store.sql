insert into stores (owner_id, name, address, location, is_active, time_zone, reserve_radius_check)
values ($1::bigint, $2::text, $3::text, ST_SetSRID(ST_MakePoint($4::float8, $5::float8), 4326)::geography,
        $6::boolean, $7::text, $8::boolean)
returning id, owner_id, name, address, ST_Y(location::geometry), ST_X(location::geometry), is_active, time_zone,
       reserve_radius_check, created_at, null::float8
