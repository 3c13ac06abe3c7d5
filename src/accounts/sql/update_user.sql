update users
set username = coalesce($2::text, username),
    email = coalesce($3::text, email),
    user_type = coalesce($4::text, user_type),
    segment_source = case when $4::text is null then segment_source else 'staff' end,
    phone_number = coalesce($5::text, phone_number),
    first_name = coalesce($6::text, first_name),
    last_name = coalesce($7::text, last_name),
    location = case when $8::boolean
                    then ST_SetSRID(ST_MakePoint($9::float8, $10::float8), 4326)::geography
                    else location end,
    time_zone = coalesce($11::text, time_zone),
    locale = coalesce($12::text, locale),
    preferences = coalesce($13::jsonb, preferences),
    quiet_from = case when $14::boolean then $15::time else quiet_from end,
    quiet_until = case when $14::boolean then $16::time else quiet_until end,
    daily_cap = coalesce($17::integer, daily_cap),
    is_staff = coalesce($18::boolean, is_staff),
    is_active = coalesce($19::boolean, is_active),
    updated_at = app_clock()
where id = $1::bigint
