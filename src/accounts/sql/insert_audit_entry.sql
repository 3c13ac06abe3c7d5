insert into audit_log (actor_id, action, object_type, object_id, details, request_id)
values ($1::bigint, $2::text, $3::text, $4::bigint, $5::jsonb, $6::text)
