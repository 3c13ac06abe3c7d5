-- Windows: from a promo's wall times to concrete openings, and every change that a merchant may make to them.
--
-- Locks, always in this order: the promo's row, then the counters of its windows by id (the desk's lock), then the
-- windows. Times are read after the locks.

-- When a window that opens on `day` ends.
create or replace function promo_closes_at(day date, start_time time, end_time time, zone text) returns timestamptz
language sql stable as $$
    select least(wall(day + (end_time < start_time)::integer + end_time, zone), wall(day + 1 + start_time, zone))
$$;

-- On which local days a template opens, from yesterday (a window may cross midnight) to `days_ahead` days ahead.
create or replace function template_days(starts_on date, ends_on date, weekdays integer[], zone text,
                                         moment timestamptz, days_ahead integer)
returns table (day date) language sql stable as $$
    select x.day
    from (select (moment at time zone zone)::date + n as day from generate_series(-1, days_ahead) as n) x
    where x.day >= starts_on and (ends_on is null or x.day <= ends_on)
      and extract(isodow from x.day)::integer = any (weekdays)
$$;

-- When a template opens and closes on one of its days.
create or replace function template_times(day date, start_time time, end_time time, zone text)
returns table (opens_at timestamptz, closes_at timestamptz) language sql stable as $$
    select wall(day + start_time, zone), promo_closes_at(day, start_time, end_time, zone)
$$;

-- What a promo wants to open from yesterday (a window may cross midnight) to 8 days ahead, by the store's calendar. Of
-- a promo that is inactive, closed or deleted: nothing. An opening that ended before `moment` is left out. No two are
-- open at once: one ends when the next day's begins (which a clock change may bring forward), and one that would begin
-- while another of the promo's windows is open, one with other times or of a longer end, is skipped.
create or replace function promo_openings(promo bigint, moment timestamptz)
returns table (opens_on date, opens_at timestamptz, closes_at timestamptz, skip_reason text)
language sql stable as $$
    select o.day, o.opens_at, o.closes_at,
           case when o.closes_at <= o.opens_at
                then 'clock_change: the wall times of this window do not exist on this day'
                when exists (select from promo_windows w
                             where w.promo_id = promo and w.opens_on <> o.day and w.state = 'scheduled'
                               -- Never by an index of instants, through the windows of all promos.
                               and (w.opens_at <= moment and w.closes_at > moment
                                    and o.opens_at < w.closes_at and o.closes_at > w.opens_at) is true)
                then 'overlap: another window of this promo is still open then' end
    from (
        select d.day, t.opens_at, t.closes_at
        from flash_promos f
        join products p on p.id = f.product_id
        join stores s on s.id = p.store_id
        cross join lateral template_days(f.starts_on, f.ends_on, f.weekdays, s.time_zone, moment, 8) d (day)
        cross join lateral template_times(d.day, f.start_time, f.end_time, s.time_zone) t
        where f.id = promo and f.is_active and f.closed_at is null and f.deleted_at is null and s.is_active
    ) o
    where greatest(o.closes_at, o.opens_at) > moment
$$;

-- The tasks of windows that are new or changed: the opening a second before its instant, which it then waits for, and the
-- matching a minute before. What is late already runs at once.
create or replace function enqueue_window_tasks(windows bigint[]) returns void language sql as $$
    insert into outbox (task, args, eta, due_at)
    select t.task, jsonb_build_array(w.id, w.version), t.eta,
           greatest(app_clock(), t.eta - interval '10 minutes')
    from promo_windows w
    cross join lateral (values ('promos.open_window', w.opens_at - interval '1 second'),
                               ('notifications.fan_out', w.opens_at - interval '60 seconds')) as t (task, eta)
    where w.id = any (windows) and w.state = 'scheduled'
$$;

-- Makes the windows that are missing; gives how many. Harmless to repeat.
create or replace function expand_promo_windows(promos bigint[]) returns integer language plpgsql as $$
declare
    moment timestamptz;
    made bigint[];
begin
    -- Not while a merchant edits one of them: windows would be made from the old template.
    perform 1 from flash_promos f where f.id = any (promos) order by f.id for share;
    moment := app_clock();
    with inserted as (
        insert into promo_windows (promo_id, product_id, store_id, opens_on, opens_at, closes_at, price, currency,
                                   hold_seconds, max_per_user, radius_m, eligible_segments, state, skip_reason,
                                   updated_at)
        select f.id, f.product_id, p.store_id, o.opens_on, o.opens_at, o.closes_at, f.promo_price, p.currency,
               f.hold_seconds, f.max_per_user, f.radius_m, f.eligible_segments,
               case when o.skip_reason is null then 'scheduled' else 'skipped' end, o.skip_reason, moment
        from flash_promos f
        join products p on p.id = f.product_id
        cross join lateral promo_openings(f.id, moment) o
        where f.id = any (promos)
        on conflict (promo_id, opens_on) do nothing
        returning id, promo_id
    ), counters as (
        insert into window_counters (window_id, stock)
        select i.id, f.stock from inserted i join flash_promos f on f.id = i.promo_id
    )
    select coalesce(array_agg(id), '{}') into made from inserted;
    perform enqueue_window_tasks(made);
    perform pg_notify('promo_windows_changed', x.promo_id::text)
    from (select distinct w.promo_id from promo_windows w
          where w.id = any (made) and w.opens_at < moment + interval '10 minutes') x;
    return cardinality(made);
end $$;

-- After an edit of the promo, whose row the caller has changed and so holds: windows that have not opened take the
-- whole template, what extended them before included; what the promo no longer wants is closed, what is missing is
-- made. A window in which nothing differs keeps its version: its tasks are not stale.
create or replace function reshape_promo_windows(promo bigint) returns void language plpgsql as $$
declare
    moment timestamptz;
    changed bigint[];
begin
    perform 1 from window_counters c join promo_windows w on w.id = c.window_id
    where w.promo_id = promo and w.opens_at > app_clock()
    order by c.window_id for no key update of c;
    moment := app_clock();
    with wanted as (
        select x.id, coalesce(o.opens_at, x.opens_at) as opens_at, coalesce(o.closes_at, x.closes_at) as closes_at,
               f.promo_price as price, p.currency, f.product_id, f.hold_seconds, f.max_per_user, f.radius_m,
               f.eligible_segments, o.skip_reason, f.stock,
               case when o.opens_on is null then 'closed'
                    when o.skip_reason is null then 'scheduled' else 'skipped' end as state
        from promo_windows x
        join flash_promos f on f.id = x.promo_id
        join products p on p.id = f.product_id
        left join promo_openings(promo, moment) o on o.opens_on = x.opens_on
        where x.promo_id = promo and x.opens_at > moment
    ), changing as (
        update promo_windows w
        set opens_at = n.opens_at, closes_at = n.closes_at, price = n.price, currency = n.currency,
            product_id = n.product_id, hold_seconds = n.hold_seconds, max_per_user = n.max_per_user,
            radius_m = n.radius_m, eligible_segments = n.eligible_segments, state = n.state,
            skip_reason = n.skip_reason,
            closed_at = case when n.state = 'closed' then moment end,
            version = w.version + 1,
            staged_through_user_id = 0, staged_at = null,
            updated_at = moment
        from wanted n
        join window_counters c on c.window_id = n.id
        where w.id = n.id and not (n.state = 'closed' and w.state in ('closed', 'skipped'))
          and (w.opens_at, w.closes_at, w.price, w.currency, w.product_id, w.hold_seconds, w.max_per_user, w.radius_m,
               w.eligible_segments, w.state, w.skip_reason, c.stock)
              is distinct from
              (n.opens_at, n.closes_at, n.price, n.currency, n.product_id, n.hold_seconds, n.max_per_user, n.radius_m,
               n.eligible_segments, n.state, n.skip_reason, n.stock)
        returning w.id, n.stock
    ), counted as (
        update window_counters c set stock = g.stock, revision = c.revision + 1
        from changing g where c.window_id = g.id
    )
    select coalesce(array_agg(id), '{}') into changed from changing;
    perform enqueue_window_tasks(changed);
    perform expand_promo_windows(array[promo]);
    perform pg_notify('promo_windows_changed', promo::text);
end $$;

-- Of the window that is open now, a merchant's edit may change the stock and the end; null keeps it. Gives 'ok',
-- 'none' (no window is open), or what forbids it: 'stock' (fewer than held and sold), 'end' (in the past). The end is
-- that of a window of the same day with the promo's start, so that the next day's never begins before it.
create or replace function edit_open_window(promo bigint, new_stock integer, new_end time) returns text
language plpgsql as $$
declare
    open_id bigint;
    w promo_windows;
    c window_counters;
    ends timestamptz;
    moment timestamptz;
begin
    select x.id into open_id from promo_windows x
    where x.promo_id = promo and x.state = 'scheduled' and x.opens_at <= app_clock() and x.closes_at > app_clock();
    if open_id is null then
        return 'none';
    end if;
    select * into c from window_counters x where x.window_id = open_id for no key update;
    select * into w from promo_windows x where x.id = open_id;
    moment := app_clock();
    if w.state <> 'scheduled' or w.closes_at <= moment then
        return 'none';
    end if;
    ends := w.closes_at;
    if new_end is not null then
        select promo_closes_at(w.opens_on, f.start_time, new_end, s.time_zone) into ends
        from flash_promos f, stores s where f.id = promo and s.id = w.store_id;
        if ends <= moment then
            return 'end';
        end if;
    end if;
    if new_stock < c.held + c.sold then
        return 'stock';
    end if;
    update window_counters x set stock = coalesce(new_stock, x.stock), revision = x.revision + 1
    where x.window_id = open_id;
    update promo_windows x set closes_at = ends, updated_at = moment where x.id = open_id;
    if c.held + c.sold >= c.stock and c.held + c.sold < new_stock then
        perform ring_restock_watchers(open_id);
    end if;
    perform pg_notify('promo_windows_changed', promo::text);
    return 'ok';
end $$;

-- More units, more time, for the open window or else the next one. Gives 'ok', 'none', or 'time' (the next window would
-- begin before the end) or 'stock' (above 1,000,000).
create or replace function extend_promo_window(promo bigint, more_stock integer, more_seconds integer) returns text
language plpgsql as $$
declare
    chosen bigint;
    w promo_windows;
    c window_counters;
    ends timestamptz;
    moment timestamptz;
begin
    select x.id into chosen from promo_windows x
    where x.promo_id = promo and x.state = 'scheduled' and x.closes_at > app_clock()
    order by x.opens_at limit 1;
    if chosen is null then
        return 'none';
    end if;
    select * into c from window_counters x where x.window_id = chosen for no key update;
    select * into w from promo_windows x where x.id = chosen;
    moment := app_clock();
    if w.state <> 'scheduled' or w.closes_at <= moment then
        return 'none';
    end if;
    if c.stock + more_stock > 1000000 then
        return 'stock';
    end if;
    ends := w.closes_at + make_interval(secs => more_seconds);
    if more_seconds > 0 and exists (
        select from promo_windows x
        where x.promo_id = promo and x.state = 'scheduled' and x.opens_at > w.opens_at and x.opens_at < ends
    ) then
        return 'time';
    end if;
    update window_counters x set stock = x.stock + more_stock, revision = x.revision + 1 where x.window_id = chosen;
    update promo_windows x set closes_at = ends, updated_at = moment where x.id = chosen;
    if c.held + c.sold >= c.stock and more_stock > 0 and w.opens_at <= moment then
        perform ring_restock_watchers(chosen);
    end if;
    perform pg_notify('promo_windows_changed', promo::text);
    return 'ok';
end $$;

-- The kill switch: the open window ends now and no other opens. Holds keep their deadlines. Gives how many windows
-- it closed; none when it was closed before.
create or replace function close_promo_windows(promo bigint) returns integer language plpgsql as $$
declare
    moment timestamptz;
    closed integer;
begin
    update flash_promos f
    set is_active = false, closed_at = coalesce(f.closed_at, app_clock()), version = f.version + 1,
        updated_at = app_clock()
    where f.id = promo and (f.closed_at is null or f.is_active);
    perform 1 from window_counters c join promo_windows w on w.id = c.window_id
    where w.promo_id = promo and w.state = 'scheduled' and w.closes_at > app_clock()
    order by c.window_id for no key update of c;
    moment := app_clock();
    with closing as (
        update promo_windows w
        set state = 'closed', closed_at = moment, version = w.version + 1, updated_at = moment
        where w.promo_id = promo and w.state = 'scheduled' and w.closes_at > moment
        returning w.id
    )
    update window_counters c set revision = c.revision + 1 from closing where c.window_id = closing.id;
    get diagnostics closed = row_count;
    perform pg_notify('promo_windows_changed', promo::text);
    return closed;
end $$;

-- The net under the tasks: openings and fan-outs that should have run by now are enqueued again.
create or replace function enqueue_missed_tasks(out openings integer, out fan_outs integer) language plpgsql as $$
declare
    moment timestamptz := app_clock();
begin
    insert into outbox (task, args)
    select 'promos.open_window', jsonb_build_array(w.id, w.version)
    from promo_windows w
    where w.state = 'scheduled' and w.released_at is null and w.closes_at > moment
      and w.opens_at between moment - interval '2 days' and moment - interval '2 seconds';
    get diagnostics openings = row_count;
    insert into outbox (task, args)
    select 'notifications.fan_out', jsonb_build_array(w.id, w.version)
    from promo_windows w
    where w.state = 'scheduled' and w.staged_at is null and w.closes_at > moment
      and w.opens_at between moment - interval '2 days' and moment + interval '50 seconds'
      and w.updated_at < moment - interval '10 seconds';
    get diagnostics fan_outs = row_count;
end $$;

-- Promos whose last date is over and that have no window left, at most `slice` of them.
create or replace function deactivate_ended_promos(slice integer) returns integer language plpgsql as $$
declare
    changed integer;
begin
    update flash_promos f set is_active = false, updated_at = app_clock()
    where f.id in (
        select x.id from flash_promos x
        where x.is_active and x.ends_on < (app_clock() - interval '2 days')::date
          and not exists (select from promo_windows w
                          where w.promo_id = x.id and w.state = 'scheduled' and w.closes_at > app_clock())
        order by x.id limit slice
        for update skip locked
    );
    get diagnostics changed = row_count;
    return changed;
end $$;

-- Windows that ended a day ago leave the indexes of what is scheduled, at most `slice` of them.
create or replace function close_ended_windows(slice integer) returns integer language plpgsql as $$
declare
    ended bigint[];
begin
    select coalesce(array_agg(x.id), '{}') into ended from (
        select w.id from promo_windows w
        where w.state = 'scheduled' and w.closes_at < app_clock() - interval '1 day'
        order by w.closes_at limit slice
    ) x;
    perform 1 from window_counters c where c.window_id = any (ended) order by c.window_id for no key update;
    update promo_windows w set state = 'closed', closed_at = w.closes_at where w.id = any (ended);
    return cardinality(ended);
end $$;

-- Another zone moves every opening of a store; another name or place shows on the live boards.
create or replace function store_changed() returns trigger language plpgsql as $$
begin
    if new.time_zone <> old.time_zone or new.is_active <> old.is_active then
        perform 1 from flash_promos f join products p on p.id = f.product_id
        where p.store_id = new.id and f.deleted_at is null
        order by f.id for no key update of f;
        perform reshape_promo_windows(f.id)
        from flash_promos f join products p on p.id = f.product_id
        where p.store_id = new.id and f.deleted_at is null;
    end if;
    update promo_windows w set updated_at = app_clock()
    where w.store_id = new.id and w.state = 'scheduled' and w.closes_at > app_clock();
    return null;
end $$;
create or replace trigger stores_change_windows
after update of name, location, address, time_zone, is_active, reserve_radius_check on stores
for each row when (old.name <> new.name or old.address <> new.address
                   or not (old.location::geometry = new.location::geometry)
                   or old.time_zone <> new.time_zone or old.is_active <> new.is_active
                   or old.reserve_radius_check <> new.reserve_radius_check)
execute function store_changed();

create or replace function product_changed() returns trigger language plpgsql as $$
begin
    update promo_windows w set updated_at = app_clock()
    where w.product_id = new.id and w.state = 'scheduled' and w.closes_at > app_clock();
    return null;
end $$;
create or replace trigger products_change_windows
after update of name, original_price, image on products
for each row when (old.name <> new.name or old.original_price <> new.original_price or old.image <> new.image)
execute function product_changed();

-- What a live board shows of a window. A window of a store that is not active counts as closed.
drop view if exists board_windows;
create view board_windows as
select w.id, w.promo_id, w.product_id, w.store_id, p.name as product_name, s.name as store_name,
       w.price, p.original_price, w.currency,
       st_y(s.location::geometry) as latitude, st_x(s.location::geometry) as longitude,
       w.radius_m, w.eligible_segments, w.opens_at, w.closes_at, w.hold_seconds, w.max_per_user,
       s.reserve_radius_check, case when s.is_active then w.state else 'closed' end as state,
       w.version, c.revision, w.updated_at, c.stock - c.held - c.sold as units_left,
       w.state as own_state, -- the column itself: the indexes are partial in it
       p.image, s.address, s.time_zone, c.stock, s.location
from promo_windows w
join window_counters c on c.window_id = w.id
join products p on p.id = w.product_id
join stores s on s.id = w.store_id;
grant select on board_windows to marketplace_app;

-- A promo with its status and the window that is open, or else the next one.
drop view if exists promo_details;
create view promo_details as
select f.id, f.product_id, p.store_id, s.owner_id, f.promo_price, f.start_time, f.end_time, f.starts_on, f.ends_on,
       f.weekdays, f.eligible_segments, f.stock, f.max_per_user, f.hold_seconds, f.radius_m, f.is_active,
       f.created_at, f.updated_at,
       case when f.closed_at is not null then 'closed'
            when w.opens_at <= app_clock() then 'live'
            when w.id is not null then 'scheduled'
            when f.ends_on < (app_clock() at time zone s.time_zone)::date then 'ended'
            when not f.is_active then 'inactive'
            when f.ends_on = (app_clock() at time zone s.time_zone)::date then 'ended'
            else 'scheduled' end as status,
       w.id as window_id, w.opens_at, w.closes_at, w.version as window_version,
       c.stock as window_stock, c.held as window_held, c.sold as window_sold, p.name as product_name
from flash_promos f
join products p on p.id = f.product_id
join stores s on s.id = p.store_id
left join lateral (
    select x.id, x.opens_at, x.closes_at, x.version
    from promo_windows x
    where x.promo_id = f.id and x.state = 'scheduled' and x.closes_at > app_clock()
    order by x.opens_at
    limit 1
) w on true
left join window_counters c on c.window_id = w.id
where f.deleted_at is null;
grant select on promo_details to marketplace_app;
