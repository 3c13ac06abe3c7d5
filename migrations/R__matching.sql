-- Who is told of a window. Candidates are found (near, of the right segment), judged and staged in slices while the
-- window has not opened; staged notices are invisible until the window is released at its opening, published through
-- SNS, and delivered by what SQS brings back.
--
-- Functions that run for thousands of shoppers are plain SQL where they can be, so that they are inlined: called row by
-- row, the judgement took ten times as long. The settings on the others pin their plans: made while a month's table is
-- empty, they must still serve when a window has 100,000 notices in it.

-- The time lies in [quiet_from, quiet_until), which may cross midnight. Equal times are no quiet at all.
create or replace function is_quiet(local_time time, quiet_from time, quiet_until time) returns boolean
language sql immutable parallel safe as $$
    select case when quiet_from is null then false
                when quiet_from <= quiet_until then local_time >= quiet_from and local_time < quiet_until
                else local_time >= quiet_from or local_time < quiet_until end
$$;

-- A window's name for a shopper's segment.
create or replace function segment_name(user_type text) returns text language sql immutable parallel safe as $$
    select case user_type when 'new' then 'new_users' when 'frequent' then 'frequent_buyers' else 'regular_users' end
$$;

-- Of the shoppers within `radius_m` of `center` (null: wherever they are), why each is not told at that moment; null: they
-- are. `place` is theirs in the array. `own_window` is not counted against their cap of notices
-- a day of their own calendar; of others, those that are staged count if `count_staged`.
create or replace function judge_shoppers(shoppers bigint[], moment timestamptz, own_window bigint, count_staged boolean,
                                          center geography, radius_m integer)
returns table (place bigint, shopper bigint, reason text) language sql stable as $$
    select c.place, u.id,
           case when not u.is_active then 'inactive'
                when not u.wants_flash_promos then 'preferences'
                when is_quiet((moment at time zone coalesce(z.name, 'UTC'))::time, u.quiet_from, u.quiet_until)
                then 'quiet_hours'
                when u.daily_cap <= today.told then 'daily_cap' end
    from unnest(shoppers) with ordinality as c (id, place)
    join users u on u.id = c.id
    left join time_zones z on z.name = u.time_zone
    cross join lateral (
        select count(n.id) as told
        from notifications n
        where n.user_id = u.id and n.id is not null -- the inbox's index
          and n.window_id <> own_window
          -- Windows are made at most 9 days ahead: the months that cannot have any are not read.
          and n.window_created_on between (moment - interval '12 days')::date and (moment + interval '1 day')::date
          and (n.delivery_status in ('pending', 'published', 'delivered')
               or (count_staged and n.delivery_status = 'staged'))
          and (coalesce(n.published_at, n.due_at) at time zone coalesce(z.name, 'UTC'))::date
              = (moment at time zone coalesce(z.name, 'UTC'))::date
    ) today
    where center is null or st_dwithin(u.location, center, radius_m)
$$;

-- The publishing of these notices, each of the window beside it, in chunks of 500 of one window in the order of the arrays.
-- The first chunk of each window is small and stands before all others: its shoppers are the first to be told.
create or replace function enqueue_chunks(windows bigint[], versions integer[], notices bigint[]) returns void
language sql as $$
    insert into outbox (task, args)
    select 'notifications.publish_chunk', jsonb_build_array(c.win, c.ver, min(c.id), max(c.id))
    from (
        select x.win, x.ver, x.id, (row_number() over (partition by x.win order by x.place) + 449) / 500 as chunk
        from unnest(windows, versions, notices) with ordinality as x (win, ver, id, place)
    ) c
    group by c.win, c.ver, c.chunk
    order by c.chunk, c.win
$$;

create or replace function enqueue_window_chunks(win bigint, ver integer, notices bigint[]) returns void
language sql as $$
    select enqueue_chunks(array_fill(win, array[cardinality(notices)]), array_fill(ver, array[cardinality(notices)]), notices)
    where cardinality(notices) > 0
$$;

-- Shoppers whom a window may be for, at most `at_most`, in no order: of its segments, and in a box around its place; the
-- exact distance is left to the staging, a slice at a time. `second`: only those who have no notice of it yet, or one
-- that was suppressed. No condition on the id stands here: the one index that can serve this is the places'.
create or replace function candidates_near(win bigint, second boolean, at_most integer) returns setof bigint
language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    w record;
begin
    select x.id, x.eligible_segments, x.created_on, _st_expand(s.location, x.radius_m) as box into w
    from promo_windows x join stores s on s.id = x.store_id
    where x.id = win;
    return query
    select u.id from users u
    where u.location && w.box and u.is_active
      and (cardinality(w.eligible_segments) = 0 or segment_name(u.user_type) = any (w.eligible_segments))
      and not (second and exists (
          select from notifications n
          where n.window_id = w.id and n.user_id = u.id and n.notification_type = 'flash_promo'
            and n.window_created_on = w.created_on and n.delivery_status <> 'suppressed'))
    limit at_most;
end $$;

-- The same for a place with very many shoppers: only those whose id lies in (after_id, through_id], found by the id. The
-- `case` keeps the index of places out, which would find all the others too.
create or replace function candidates_between(win bigint, second boolean, after_id bigint, through_id bigint)
returns setof bigint language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    w record;
begin
    select x.id, x.eligible_segments, x.created_on, _st_expand(s.location, x.radius_m) as box into w
    from promo_windows x join stores s on s.id = x.store_id
    where x.id = win;
    return query
    select u.id from users u
    where u.id > after_id and u.id <= through_id and u.is_active
      and (cardinality(w.eligible_segments) = 0 or segment_name(u.user_type) = any (w.eligible_segments))
      and case when u.location && w.box then true else false end
      and not (second and exists (
          select from notifications n
          where n.window_id = w.id and n.user_id = u.id and n.notification_type = 'flash_promo'
            and n.window_created_on = w.created_on and n.delivery_status <> 'suppressed'));
end $$;

-- Stages the notices of the candidates `shoppers` and moves the window's cursor from `after_shopper` to
-- `through_shopper`; `is_last` ends the pass. A second pass has no cursor: both are null. A window that is released
-- already gets its notices published as they are committed.
-- Gives 'ok', 'stale' (another version, closed or over) or 'moved' (another worker staged this slice).
create or replace function stage_slice(win bigint, ver integer, after_shopper bigint, through_shopper bigint,
                                       shoppers bigint[], is_last boolean) returns text
language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    w promo_windows;
    center geography;
    moment timestamptz;
    told_at timestamptz;
    staged bigint[];
begin
    -- One slice at a time in all windows: each sees what all others have staged, so that no cap is exceeded by windows
    -- that are matched together.
    perform pg_advisory_xact_lock(hashtext('stage_slice'));
    select * into w from promo_windows x where x.id = win for no key update;
    moment := app_clock();
    if w.id is null or w.version <> ver or w.state <> 'scheduled' or w.closes_at <= moment then
        return 'stale';
    end if;
    if after_shopper is not null and (w.staged_through_user_id <> after_shopper or w.staged_at is not null) then
        return 'moved';
    end if;
    told_at := greatest(w.opens_at, moment);
    select s.location into center from stores s where s.id = w.store_id;
    with inserted as (
        insert into notifications as old (window_id, user_id, window_created_on, store_id, promo_id, window_version,
                                          notification_type, delivery_status, reason, due_at)
        select win, j.shopper, w.created_on, w.store_id, w.promo_id, ver, 'flash_promo',
               case when j.reason is null then 'staged' else 'suppressed' end, j.reason, told_at
        from judge_shoppers(shoppers, told_at, win, true, center, w.radius_m) j
        -- A second pass meets those who were suppressed, and may be told now. A new id: what else lies between the old
        -- one and the new would be published with them.
        on conflict (window_id, user_id, notification_type, window_created_on) do update
        set id = excluded.id, delivery_status = 'staged', reason = null, due_at = excluded.due_at
        where old.delivery_status = 'suppressed' and old.window_version = ver and excluded.delivery_status = 'staged'
        returning id, delivery_status
    )
    select array_agg(i.id order by i.id) into staged from inserted i where i.delivery_status = 'staged';
    if after_shopper is not null then
        update promo_windows x
        set staged_through_user_id = through_shopper, staged_at = case when is_last then moment end
        where x.id = win;
    end if;
    if w.released_at is not null then
        perform enqueue_window_chunks(win, ver, staged);
    end if;
    return 'ok';
end $$;

-- Takes away what an older version of the window had matched and not yet published, at most `slice` notices; gives how
-- many.
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

-- At the opening: what is staged of these windows becomes due for publishing, in chunks, and a second pass looks for
-- shoppers who became eligible meanwhile. One row a window that may be released now or later: `wait_us` 0 when this call
-- released it, `late_us` after its instant, or else how many microseconds it is too early.
create or replace function release_windows(wins bigint[], versions integer[])
returns table (win bigint, wait_us bigint, late_us bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
    moment timestamptz;
    released bigint[];
    released_versions integer[];
    staged_windows bigint[];
    staged_versions integer[];
    staged bigint[];
begin
    perform 1 from promo_windows w where w.id = any (wins) order by w.id for no key update;
    moment := app_clock();
    return query
    select w.id,
           case when w.opens_at > moment
                then greatest(1, ceil(extract(epoch from w.opens_at - moment) * 1000000)::bigint) else 0 end,
           greatest(0, (extract(epoch from moment - w.opens_at) * 1000000)::bigint)
    from unnest(wins, versions) as x (id, version)
    join promo_windows w on w.id = x.id and w.version = x.version
    where w.state = 'scheduled' and w.released_at is null and w.closes_at > moment;
    with opened as (
        update promo_windows w set released_at = moment
        from unnest(wins, versions) as x (id, version)
        where w.id = x.id and w.version = x.version and w.state = 'scheduled' and w.released_at is null
          and w.opens_at <= moment and w.closes_at > moment
        returning w.id, w.version
    )
    select array_agg(o.id order by o.id), array_agg(o.version order by o.id) into released, released_versions
    from opened o;
    select array_agg(s.window_id), array_agg(s.window_version), array_agg(s.id)
    into staged_windows, staged_versions, staged
    from unnest(released, released_versions) as o (id, version)
    cross join lateral (
        select n.window_id, n.window_version, n.id
        from notifications n
        where n.window_id = o.id and n.is_open and n.id > 0 and n.delivery_status = 'staged'
          and n.window_version = o.version
        order by n.id
    ) s;
    perform enqueue_chunks(staged_windows, staged_versions, staged);
    -- The first are told before the others are looked for.
    insert into outbox (task, args, eta)
    select 'notifications.fan_out', jsonb_build_array(o.id, o.version, 'second'), moment + interval '2 seconds'
    from unnest(released, released_versions) as o (id, version);
end $$;

-- The notices of a chunk that are to be published now. Preferences, quiet hours and caps are judged again; of a window
-- that is closed, over or has a newer version all become suppressed. Who asked to be told of a unit is told whatever
-- they prefer.
create or replace function claim_chunk(win bigint, ver integer, first_id bigint, last_id bigint)
returns table (notice bigint, shopper bigint, kind text) language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
    w promo_windows;
    moment timestamptz := app_clock();
    notices bigint[];
    shoppers bigint[];
    asked boolean[];
begin
    select * into w from promo_windows x where x.id = win;
    if w.id is null or w.released_at is null then
        return;
    end if;
    if w.version <> ver or w.state <> 'scheduled' or w.closes_at <= moment then
        update notifications n set delivery_status = 'suppressed', reason = 'stale'
        where n.window_id = win and n.is_open and n.id between first_id and last_id and n.window_version <= ver
          and n.window_created_on = w.created_on and n.delivery_status in ('staged', 'pending');
        return;
    end if;
    select array_agg(d.id), array_agg(d.user_id), array_agg(d.notification_type = 'restock')
    into notices, shoppers, asked
    from (
        select n.id, n.user_id, n.notification_type
        from notifications n
        where n.window_id = win and n.is_open and n.id between first_id and last_id and n.window_version = ver
          and n.window_created_on = w.created_on and n.delivery_status in ('staged', 'pending')
        order by n.id
    ) d;
    return query
    with judged as materialized (
        select notices[j.place] as id, j.shopper as who, asked[j.place] as has_asked,
               case when not asked[j.place] then j.reason end as why
        from judge_shoppers(shoppers, moment, win, false, null, null) j
    ), suppressed as (
        update notifications n set delivery_status = 'suppressed', reason = j.why
        from judged j
        where j.why is not null and n.window_id = win and n.is_open and n.id between first_id and last_id
          and n.id = j.id and n.window_created_on = w.created_on
    )
    select j.id, j.who, case when j.has_asked then 'restock' else 'flash_promo' end from judged j where j.why is null;
end $$;

-- The same, with the language in which each is told.
create or replace function claim_chunk_localized(win bigint, ver integer, first_id bigint, last_id bigint)
returns table (notice bigint, shopper bigint, kind text, locale text) language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
begin
    return query
    select c.notice, c.shopper, c.kind, u.locale
    from claim_chunk(win, ver, first_id, last_id) c
    join users u on u.id = c.shopper
    order by c.notice;
end $$;

-- For what is told again when a crash of the server loses it: the commit need not wait for the disk.
create or replace function commit_lazily() returns void language sql volatile as $$
    select set_config('synchronous_commit', 'off', true)
$$;

-- SNS took these notices. One may have come back already: then it stays delivered. Gives how many changed.
create or replace function mark_published(win bigint, notices bigint[]) returns integer language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
    changed integer;
    moment timestamptz := app_clock();
    created date := (select x.created_on from promo_windows x where x.id = win);
    first_id bigint := (select min(x) from unnest(notices) x);
    last_id bigint := (select max(x) from unnest(notices) x);
begin
    perform commit_lazily();
    update notifications n set delivery_status = 'published', published_at = moment
    where n.window_id = win and n.is_open and n.id between first_id and last_id and n.id = any (notices)
      and n.window_created_on = created;
    get diagnostics changed = row_count;
    return changed;
end $$;

-- What SQS brought, one entry a message, in parallel arrays. Gives the notices that became delivered now; a repeat gives
-- nothing. A notice of an older version of its window, or of one that is over, is not shown any more.
create or replace function deliver_notifications(wins bigint[], shoppers bigint[], kinds text[], created_on date[],
                                                 versions integer[], texts text[], sqs_ids text[],
                                                 receive_counts integer[])
returns table (notice bigint, shopper bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
    moment timestamptz := app_clock();
begin
    perform commit_lazily();
    return query
    -- All that is known of a message stands in one place before the notices are looked up: joined with the windows too,
    -- a plan made on empty tables would look notices up by their window alone.
    with brought as materialized (
        select distinct on (b.win, b.shopper, b.kind) b.win, b.shopper, b.kind, b.day, b.ver, b.body, b.sqs_id,
               b.receives,
               case when w.version <> b.ver or w.state <> 'scheduled' then 'stale'
                    when w.closes_at <= moment then 'window_over' end as why
        from unnest(wins, shoppers, kinds, created_on, versions, texts, sqs_ids, receive_counts)
             as b (win, shopper, kind, day, ver, body, sqs_id, receives)
        join promo_windows w on w.id = b.win
        order by b.win, b.shopper, b.kind, b.ver desc
    ), changed as (
        update notifications n
        set delivery_status = case when b.why is null then 'delivered' else 'suppressed' end, reason = b.why,
            message = b.body, sqs_message_id = b.sqs_id, sqs_receive_count = b.receives,
            sent_at = case when b.why is null then moment end,
            published_at = coalesce(n.published_at, moment)
        from brought b
        where n.window_id = b.win and n.user_id = b.shopper and n.notification_type = b.kind
          and n.window_created_on = b.day and n.window_version = b.ver
          and n.delivery_status in ('staged', 'pending', 'published') -- not is_open: found by the primary key
        returning n.id, n.user_id, n.delivery_status
    ), pushed as (
        -- Browsers that show it while no page is open; most shoppers have none.
        insert into outbox (task, args)
        select 'notifications.push', jsonb_build_array(jsonb_agg(jsonb_build_array(c.id, c.user_id, p.id)), 0)
        from changed c join push_subscriptions p on p.user_id = c.user_id
        where c.delivery_status = 'delivered'
        having count(*) > 0
    )
    select c.id, c.user_id from changed c where c.delivery_status = 'delivered';
end $$;

-- Windows that have notices on their way, found by hopping over the index of those.
create or replace view windows_with_open_notices as
with recursive hop as (
    (select min(n.window_id) as id from notifications n where n.is_open)
    union all
    select (select min(n.window_id) from notifications n where n.is_open and n.window_id > h.id)
    from hop h where h.id is not null
)
select w.id, w.version, w.state <> 'scheduled' or w.closes_at <= app_clock() as is_over,
       w.released_at is not null as is_released
from hop h join promo_windows w on w.id = h.id;
grant select on windows_with_open_notices to marketplace_app;

-- Publishes again, at most `slice` at a time, what SNS took, or should have taken, 60 s ago and has not come back; gives how
-- many notices. What is given to publishing becomes pending and is left alone for the next 60 s.
create or replace function republish_late(win bigint, slice integer) returns integer language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
    w promo_windows;
    moment timestamptz := app_clock();
    before timestamptz := moment - interval '60 seconds';
    late bigint[];
    first_id bigint;
    last_id bigint;
begin
    select * into w from promo_windows x where x.id = win;
    if w.released_at is null or w.state <> 'scheduled' or w.closes_at <= moment then
        return 0;
    end if;
    late := array(
        select n.id from notifications n
        where n.window_id = win and n.is_open and n.id > 0 and n.window_version = w.version
          and n.window_created_on = w.created_on
          and coalesce(n.published_at, greatest(n.due_at, w.released_at)) < before
        order by n.id limit slice);
    first_id := late[1];
    last_id := late[cardinality(late)];
    update notifications n set delivery_status = 'pending', published_at = moment
    where n.window_id = win and n.is_open and n.id between first_id and last_id and n.window_version = w.version
      and n.window_created_on = w.created_on
      and coalesce(n.published_at, greatest(n.due_at, w.released_at)) < before;
    perform enqueue_window_chunks(win, w.version, late);
    return cardinality(late);
end $$;

-- Of a window that is over or closed, ends at most `slice` notices that are still open: what was never given to
-- SNS is suppressed, the rest has failed. Gives how many.
create or replace function end_notices(win bigint, slice integer) returns integer language plpgsql
set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
    w promo_windows;
    last_id bigint;
    ended integer;
begin
    select * into w from promo_windows x where x.id = win;
    if w.state = 'scheduled' and w.closes_at > app_clock() then
        return 0;
    end if;
    select max(x.id) into last_id from (
        select n.id from notifications n
        where n.window_id = win and n.is_open and n.id > 0 and n.window_created_on = w.created_on
        order by n.id limit slice
    ) x;
    update notifications n
    set delivery_status = case when n.delivery_status = 'staged' then 'suppressed' else 'failed' end,
        reason = 'window_over'
    where n.window_id = win and n.is_open and n.id between 0 and last_id and n.window_created_on = w.created_on;
    get diagnostics ended = row_count;
    return ended;
end $$;

-- Tells at most `slice` of those who wait for a unit of an open window that has one; gives how many. Who asked again
-- after being told is told again in the same notice.
create or replace function tell_restock_watchers(win bigint, slice integer) returns integer language plpgsql as $$
declare
    w promo_windows;
    moment timestamptz;
    watchers bigint[];
    staged bigint[];
begin
    select * into w from promo_windows x where x.id = win for no key update;
    moment := app_clock();
    if w.id is null or w.state <> 'scheduled' or w.released_at is null or w.closes_at <= moment
       or not exists (select from window_counters c where c.window_id = win and c.held + c.sold < c.stock) then
        return 0;
    end if;
    with told as (
        update restock_watches t set notified_at = moment
        from (select x.user_id from restock_watches x where x.window_id = win and x.notified_at is null
              order by x.created_at, x.user_id limit slice for update skip locked) s
        where t.window_id = win and t.user_id = s.user_id
        returning t.user_id
    )
    select array_agg(t.user_id) into watchers from told t;
    with inserted as (
        insert into notifications as old (window_id, user_id, window_created_on, store_id, promo_id, window_version,
                                          notification_type, delivery_status, due_at)
        select win, x.id, w.created_on, w.store_id, w.promo_id, w.version, 'restock', 'staged', moment
        from unnest(watchers) as x (id)
        on conflict (window_id, user_id, notification_type, window_created_on) do update
        set id = excluded.id, window_version = excluded.window_version, delivery_status = 'staged', reason = null,
            due_at = excluded.due_at, published_at = null, sent_at = null, read_at = null, opened_at = null
        where old.delivery_status not in ('staged', 'pending', 'published')
        returning id
    )
    select array_agg(i.id order by i.id) into staged from inserted i;
    perform enqueue_window_chunks(win, w.version, staged);
    return coalesce(cardinality(watchers), 0);
end $$;

-- The net under the desk's ring: who began to watch while a unit came back was not yet seen by it. Gives how many windows
-- it rang for.
create or replace function ring_missed_watchers() returns integer language plpgsql as $$
declare
    rung integer;
begin
    perform ring_restock_watchers(x.window_id)
    from (
        select distinct t.window_id
        from restock_watches t
        join promo_windows w on w.id = t.window_id
        join window_counters c on c.window_id = t.window_id
        where t.notified_at is null and w.state = 'scheduled' and w.closes_at > app_clock()
          and w.opens_at <= app_clock() and c.held + c.sold < c.stock
    ) x;
    get diagnostics rung = row_count;
    return rung;
end $$;

-- The months that are needed soon are there, those of more than 90 days ago are gone; gives how many went.
create or replace function maintain_notifications_months() returns integer language plpgsql as $$
begin
    perform add_notifications_month((app_clock() at time zone 'UTC' + make_interval(months => m))::date)
    from generate_series(0, 2) as m;
    return drop_notifications_months((app_clock() - interval '90 days')::date);
end $$;
