insert into outbox (id, task, args, kwargs, queue, eta, expires_at, due_at)
values ($1::uuid, $2::text, $3::jsonb, $4::jsonb, $5::text, $6::timestamptz, $7::timestamptz,
        coalesce($6::timestamptz - interval '10 minutes', app_clock()))
