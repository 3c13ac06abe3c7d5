-- Work that follows from a commit, and work that follows from the clock.

-- A row is a task to publish: written with the fact that causes it, deleted by the relay that published it. Twice is
-- possible, lost never. The id is the task's id.
create table outbox (
    id uuid not null default gen_random_uuid(),
    task text not null,
    args jsonb not null default '[]',
    kwargs jsonb not null default '{}',
    queue text not null default 'celery',
    -- When the task may run; nothing: at once.
    eta timestamptz,
    expires_at timestamptz,
    -- When the relay publishes it: at once, or 10 minutes before its eta.
    due_at timestamptz not null default app_clock(),
    created_at timestamptz not null default app_clock(),
    constraint outbox_pkey primary key (id)
);
create index outbox_due_at on outbox (due_at);

create table periodic_tasks (
    id bigint generated always as identity primary key,
    name text not null,
    task text not null,
    -- One of the two; a crontab is read in UTC.
    every_seconds integer,
    crontab text,
    args jsonb not null default '[]',
    kwargs jsonb not null default '{}',
    queue text not null default 'celery',
    is_enabled boolean not null default true,
    last_run_at timestamptz,
    total_run_count bigint not null default 0,
    updated_at timestamptz not null default app_clock(),
    constraint periodic_tasks_name_key unique (name),
    constraint periodic_tasks_one_schedule check ((every_seconds is null) <> (crontab is null)),
    constraint periodic_tasks_every_seconds_range check (every_seconds >= 1)
);
insert into periodic_tasks (name, task, every_seconds, crontab) values
    ('check-active-promos', 'promotions.tasks.check_active_promos', 60, null),
    ('process-notification-queue', 'promotions.tasks.process_notification_queue', 30, null),
    ('cleanup-expired-promos', 'promotions.tasks.cleanup_expired_promos', null, '0 * * * *'),
    ('expand-windows', 'promos.expand_windows', null, '5 * * * *'),
    ('recompute-segments', 'accounts.recompute_segments', null, '10 3 * * *');
