-- Who is told of a window: candidates are found by the caller (near, of the right segment) and judged here, a slice at a
-- time; notices wait invisibly as 'staged' until the window is released at its opening.

-- The moment's wall time lies in [quiet_from, quiet_until), which may cross midnight. Equal times are no quiet at all.
create or replace function is_quiet(moment timestamptz, zone text, quiet_from time, quiet_until time)
returns boolean language sql stable as $$
    select case when quiet_from is null then false
                when quiet_from <= quiet_until then t >= quiet_from and t < quiet_until
                else t >= quiet_from or t < quiet_until end
    from (select (moment at time zone zone)::time as t) x
$$;

-- Why a shopper is not told at that moment; null: they are. `own_window` is not counted against their cap of notices
-- a local day; of others, those that are staged count if `count_staged`.
create or replace function suppress_reason(shopper bigint, wants boolean, zone text, quiet_from time, quiet_until time,
                                           daily_cap integer, moment timestamptz, own_window bigint,
                                           count_staged boolean)
returns text language sql stable as $$
    select case when not wants then 'preferences'
                when is_quiet(moment, zone, quiet_from, quiet_until) then 'quiet_hours'
                when daily_cap = 0 then 'daily_cap'
                when daily_cap <= (
                    select count(n.id) from notifications n
                    where n.user_id = shopper and n.window_id <> own_window
                      and n.window_created_on between (moment - interval '12 days')::date
                                                  and (moment + interval '1 day')::date
                      and (n.delivery_status in ('pending', 'published', 'delivered')
                           or (count_staged and n.delivery_status = 'staged'))
                      and (n.created_at at time zone zone)::date = (moment at time zone zone)::date
                ) then 'daily_cap' end
$$;

-- Stages the notices of the candidates `shoppers`, in order of their ids, and moves the window's cursor from
-- `after_shopper` to `through_shopper`; `is_last` ends the pass. A second pass has no cursor: both are null. A window that
-- is released already gets its notices published as they are committed.
-- Gives 'ok', 'stale' (another version, closed or over) or 'moved' (another worker staged this slice).
create or replace function stage_notifications(win bigint, ver integer, after_shopper bigint, through_shopper bigint,
                                               shoppers bigint[], is_last boolean) returns text
language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    w promo_windows;
    moment timestamptz;
    told_at timestamptz;
    first_id bigint;
    last_id bigint;
begin
    select * into w from promo_windows x where x.id = win for no key update;
    moment := app_clock();
    if w.id is null or w.version <> ver or w.state <> 'scheduled' or w.closes_at <= moment then
        return 'stale';
    end if;
    if after_shopper is not null and (w.staged_through_user_id <> after_shopper or w.staged_at is not null) then
        return 'moved';
    end if;
    told_at := greatest(w.opens_at, moment);
    with inserted as (
        insert into notifications (window_id, user_id, window_created_on, store_id, promo_id, window_version,
                                   notification_type, delivery_status, reason, created_at)
        select win, u.id, w.created_on, w.store_id, w.promo_id, ver, 'flash_promo',
               case when v.reason is null then 'staged' else 'suppressed' end, v.reason, moment
        from unnest(shoppers) as c (id)
        join users u on u.id = c.id
        left join time_zones z on z.name = u.time_zone
        cross join lateral (
            select suppress_reason(u.id, u.wants_flash_promos, coalesce(z.name, 'UTC'), u.quiet_from, u.quiet_until,
                                   u.daily_cap, told_at, win, true) as reason
            offset 0 -- judged once, though used twice
        ) v
        where u.is_active
        on conflict do nothing
        returning id, delivery_status
    )
    select min(id), max(id) into first_id, last_id from inserted where delivery_status = 'staged';
    if after_shopper is not null then
        update promo_windows x
        set staged_through_user_id = through_shopper, staged_at = case when is_last then moment end
        where x.id = win;
    end if;
    if w.released_at is not null and first_id is not null then
        insert into outbox (task, args)
        values ('notifications.publish_chunk', jsonb_build_array(win, ver, first_id, last_id));
    end if;
    return 'ok';
end $$;

-- Takes away what an older version of the window had matched and not yet published, at most `slice` notices.
create or replace function drop_stale_notifications(win bigint, ver integer, slice integer) returns integer
language plpgsql as $$
declare
    dropped integer;
begin
    delete from notifications n
    using (
        select x.user_id, x.window_created_on, x.notification_type
        from notifications x join promo_windows w on w.id = x.window_id
        where x.window_id = win and w.version = ver and x.window_created_on = w.created_on
          and x.window_version < ver and x.delivery_status in ('staged', 'suppressed')
        limit slice
    ) s
    where n.window_id = win and n.user_id = s.user_id and n.window_created_on = s.window_created_on
      and n.notification_type = s.notification_type;
    get diagnostics dropped = row_count;
    return dropped;
end $$;

-- At the opening: what is staged becomes due for publishing, in chunks, and a second pass looks for shoppers who became
-- eligible meanwhile. Gives 0 when this call released it, -1 when there is nothing to release, or how many microseconds
-- it is too early.
create or replace function release_window(win bigint, ver integer) returns bigint language plpgsql as $$
declare
    w promo_windows;
    moment timestamptz;
begin
    select * into w from promo_windows x where x.id = win for no key update;
    moment := app_clock();
    if w.id is null or w.version <> ver or w.state <> 'scheduled' or w.released_at is not null
       or w.closes_at <= moment then
        return -1;
    end if;
    if w.opens_at > moment then
        return greatest(1, ceil(extract(epoch from w.opens_at - moment) * 1000000)::bigint);
    end if;
    update promo_windows x set released_at = moment where x.id = win;
    insert into outbox (task, args)
    select 'notifications.publish_chunk', jsonb_build_array(win, ver, min(c.id), max(c.id))
    from (
        select n.id, (row_number() over (order by n.id) - 1) / 500 as chunk
        from notifications n
        where n.window_id = win and n.is_open and n.delivery_status = 'staged' and n.window_version = ver
          and n.window_created_on = w.created_on
    ) c
    group by c.chunk
    order by c.chunk;
    insert into outbox (task, args) values ('notifications.fan_out', jsonb_build_array(win, ver, 'second'));
    return 0;
end $$;

-- The notices of a chunk that are to be published now. Preferences, quiet hours and caps are judged again; of a window
-- that is closed, over or has a newer version all become suppressed. What was published a minute ago and has
-- not come back is given again.
create or replace function claim_notifications(win bigint, ver integer, first_id bigint, last_id bigint)
returns table (notice bigint, shopper bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    w promo_windows;
    moment timestamptz := app_clock();
begin
    select * into w from promo_windows x where x.id = win;
    if w.id is null or w.released_at is null then
        return;
    end if;
    if w.version <> ver or w.state <> 'scheduled' or w.closes_at <= moment then
        update notifications n set delivery_status = 'suppressed', reason = 'stale'
        where n.window_id = win and n.is_open and n.id between first_id and last_id and n.window_version <= ver
          and n.window_created_on = w.created_on;
        return;
    end if;
    return query
    with due as (
        select n.id, n.user_id
        from notifications n
        where n.window_id = win and n.is_open and n.id between first_id and last_id and n.window_version = ver
          and n.window_created_on = w.created_on
          and (n.delivery_status in ('staged', 'pending') or n.published_at < moment - interval '60 seconds')
        order by n.id
    ), judged as (
        select d.id, d.user_id,
               case when not u.is_active then 'inactive' else
                   suppress_reason(u.id, u.wants_flash_promos, coalesce(z.name, 'UTC'), u.quiet_from, u.quiet_until,
                                   u.daily_cap, moment, win, false) end as why
        from due d
        join users u on u.id = d.user_id
        left join time_zones z on z.name = u.time_zone
    ), suppressed as (
        update notifications n set delivery_status = 'suppressed', reason = j.why
        from judged j
        where j.why is not null and n.window_id = win and n.user_id = j.user_id
          and n.window_created_on = w.created_on and n.notification_type = 'flash_promo'
    )
    select j.id, j.user_id from judged j where j.why is null;
end $$;

-- SNS took these. A notice may have come back already: then it stays delivered.
create or replace function mark_published(win bigint, shoppers bigint[]) returns integer language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
    changed integer;
    created date := (select x.created_on from promo_windows x where x.id = win);
begin
    update notifications n set delivery_status = 'published', published_at = app_clock()
    from unnest(shoppers) as s (id)
    where n.window_id = win and n.user_id = s.id and n.window_created_on = created
      and n.notification_type = 'flash_promo' and n.is_open;
    get diagnostics changed = row_count;
    return changed;
end $$;

-- What SQS brought, one entry a message, in parallel arrays. Gives the notices that became delivered now; a repeat gives
-- nothing, and a notice of an older version of its window is suppressed.
create or replace function deliver_notifications(wins bigint[], shoppers bigint[], created_on date[],
                                                 versions integer[], texts text[], sqs_ids text[],
                                                 receive_counts integer[])
returns table (notice bigint, shopper bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
    moment timestamptz := app_clock();
begin
    return query
    with brought as (
        select distinct on (b.win, b.shopper) b.win, b.shopper, b.day, b.ver, b.body, b.sqs_id, b.receives
        from unnest(wins, shoppers, created_on, versions, texts, sqs_ids, receive_counts)
             as b (win, shopper, day, ver, body, sqs_id, receives)
        order by b.win, b.shopper, b.ver desc
    ), changed as (
        update notifications n
        set delivery_status = case when b.ver = w.version then 'delivered' else 'suppressed' end,
            reason = case when b.ver = w.version then null else 'stale' end,
            message = b.body, sqs_message_id = b.sqs_id, sqs_receive_count = b.receives, sent_at = moment,
            published_at = coalesce(n.published_at, moment)
        from brought b
        join promo_windows w on w.id = b.win
        where n.window_id = b.win and n.user_id = b.shopper and n.window_created_on = b.day
          and n.notification_type = 'flash_promo' and n.is_open and n.window_version = b.ver
        returning n.id, n.user_id, n.delivery_status
    )
    select c.id, c.user_id from changed c where c.delivery_status = 'delivered';
end $$;

-- Publishes again what was published, or released and not published, 60 s ago and has not come back; gives how many
-- chunks. What is still open of windows that are over has failed.
create or replace function republish_notifications(chunk_size integer, out chunks integer, out failed integer)
language plpgsql as $$
declare
    moment timestamptz := app_clock();
begin
    update notifications n set delivery_status = 'failed', reason = 'window_over'
    from promo_windows w
    where n.is_open and w.id = n.window_id and n.window_created_on = w.created_on
      and (w.closes_at < moment - interval '60 seconds' or w.state <> 'scheduled')
      and n.id in (select x.id from notifications x join promo_windows y on y.id = x.window_id
                   where x.is_open and (y.closes_at < moment - interval '60 seconds' or y.state <> 'scheduled')
                   limit 5000);
    get diagnostics failed = row_count;
    insert into outbox (task, args)
    select 'notifications.publish_chunk', jsonb_build_array(c.window_id, c.version, min(c.id), max(c.id))
    from (
        select n.window_id, w.version, n.id,
               (row_number() over (partition by n.window_id order by n.id) - 1) / chunk_size as chunk
        from notifications n
        join promo_windows w on w.id = n.window_id
        where n.is_open and w.state = 'scheduled' and w.closes_at > moment and n.window_version = w.version
          and n.window_created_on = w.created_on
          and coalesce(n.published_at, greatest(n.created_at, w.released_at)) < moment - interval '60 seconds'
          and w.released_at is not null
        limit 50000
    ) c
    group by c.window_id, c.version, c.chunk;
    get diagnostics chunks = row_count;
end $$;

-- The months that are needed soon are there, those of more than 90 days ago are gone; gives how many went.
create or replace function maintain_notifications_months() returns integer language plpgsql as $$
begin
    perform add_notifications_month((app_clock() at time zone 'UTC' + make_interval(months => m))::date)
    from generate_series(0, 2) as m;
    return drop_notifications_months((app_clock() - interval '90 days')::date);
end $$;
