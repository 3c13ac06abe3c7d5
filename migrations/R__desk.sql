-- Microseconds since 1970, as the processes count time.
create or replace function micros(t timestamptz) returns bigint language sql immutable parallel safe as
'select (extract(epoch from t) * 1000000)::bigint';

-- For a window that had nothing left and has units again: enqueues the notice to those who wait for one, if any do.
create or replace function ring_restock_watchers(p_window bigint) returns void language sql volatile as $$
    insert into outbox (task, args)
    select 'notifications.restock', jsonb_build_array(p_window)
    where exists (select from restock_watches t where t.window_id = p_window and t.notified_at is null)
$$;

-- The reservation desk: a whole batch of requests for one window, judged one by one under the lock of the window's row
-- in `window_counters`. Everything that reads runs after the lock, in statements of its own: a statement that locks
-- and reads sees the world as it was before it waited. The settings on the functions pin their plans: a plan made
-- while `reservations` is empty would scan it for ever, and the planner flips with the size of a batch. `limit 1` in the
-- lateral parts is there for the same end: it keeps them apart, so that each is an index probe by all its columns.
--
-- The arrays have one element a request. Kinds and verdicts are those of reservations/types.hpp:
--   kinds: 1 reserve, 2 complete, 3 cancel, 4 release (all overdue holds; its other elements do not matter),
--     5 redeem, 6 cancel by the store
--   verdicts: 1 granted, 2 already held, 3 done, 4 repeated, 5 replayed as 201, 6 replayed as 200, 10 not active,
--     11 not eligible, 12 too far, 13 location unknown, 14 limit reached, 15 sold out, 16 not found, 17 expired,
--     18 cancelled, 19 already redeemed, 20 not completed, 21 wrong code, 22 key reused, 23 ask again
-- p_user is the shopper whose reservation it is, p_actor who asks (keys belong to actors). One shopper has at most one
-- element in a batch. p_code is the new pickup code of a completion, and the code that a redeemer claims (or NULL).
create or replace function desk_batch(
    p_window bigint, p_kind integer[], p_user bigint[], p_actor bigint[], p_reservation bigint[],
    p_latitude float8[], p_longitude float8[], p_code text[], p_key text[], p_hash text[],
    out verdict integer[], out reservation_id bigint[], out status text[], out reserved_until_us bigint[],
    out created_at_us bigint[], out price_cents bigint[], out pickup_code text[],
    out promo_id bigint, out product_id bigint, out is_open boolean, out stock integer, out held integer,
    out sold integer, out revision bigint, out next_deadline_us bigint, out clock_us bigint
)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set enable_material = off set enable_sort = off set jit = off
as $$
#variable_conflict use_column
declare
    v_size integer := cardinality(p_kind);
    v_reserves integer := cardinality(array_positions(p_kind, 1));
    v_window record;
    v_now timestamptz;
    v_until timestamptz;
    v_deadline timestamptz;
    v_hold_until_us bigint; v_hold_cents bigint;
    v_counters record;
    v_stock integer; v_held integer; v_sold integer;
    v_free integer;
    v_released integer := 0;
    r record;
    v_verdict integer[] := array_fill(0, array[v_size]);
    v_id bigint[] := array_fill(0::bigint, array[v_size]);
    v_status text[] := array_fill(''::text, array[v_size]);
    v_until_us bigint[] := v_id;
    v_created_us bigint[] := v_id;
    v_cents bigint[] := v_id;
    v_pickup text[] := v_status;
    v_outcome integer;
    v_new_status text;
    v_changed_id bigint[] := '{}'; v_changed_kind integer[] := '{}';
    v_changed_status text[] := '{}'; v_changed_code text[] := '{}'; v_changed_actor bigint[] := '{}';
    v_granted_user bigint[] := '{}'; v_granted_at integer[] := '{}';
    v_inserted_id bigint[]; v_inserted_user bigint[];
    v_count integer;
    j integer := 1;
begin
    -- 1. The lock; then the time; then what the window says.
    select c.stock, c.held, c.sold, c.revision into v_counters
    from window_counters c where c.window_id = p_window for no key update;
    if not found then
        verdict := array_fill(10, array[v_size]);
        is_open := false;
        return;
    end if;
    v_now := app_clock();
    clock_us := micros(v_now);
    select w.promo_id, w.product_id, w.price, w.max_per_user, w.radius_m::float8 as radius_m, w.eligible_segments,
           w.hold_seconds, w.state = 'scheduled' and w.opens_at <= v_now and v_now < w.closes_at as is_open,
           s.location, s.reserve_radius_check
    into v_window
    from promo_windows w join stores s on s.id = w.store_id where w.id = p_window;
    v_until := v_now + make_interval(secs => v_window.hold_seconds);
    v_hold_until_us := micros(v_until);
    v_hold_cents := v_window.price * 100;
    v_stock := v_counters.stock; v_held := v_counters.held; v_sold := v_counters.sold;

    -- 2. Overdue holds: the shoppers' own, and others' when units are short or a timer asks.
    select v.reserved_until into v_deadline from reservations v
    where v.window_id = p_window and v.status = 'reserved' and v.reserved_until is not null
    order by v.reserved_until limit 1;
    if v_deadline <= v_now then
        update reservations v set status = 'expired', ended_at = v_now
        where v.id = any (array(
            select h.id from unnest(p_user) q (user_id)
            cross join lateral (
                select o.id, o.reserved_until from reservations o
                where o.window_id = p_window and o.user_id = q.user_id and o.status = 'reserved' limit 1) h
            where h.reserved_until <= v_now));
        get diagnostics v_count = row_count;
        v_released := v_count;
        v_count := case when 4 = any (p_kind) then 1000
                        else v_reserves - (v_stock - v_held - v_sold + v_released) end;
        if v_count > 0 then
            update reservations v set status = 'expired', ended_at = v_now
            where v.id = any (array(
                select o.id from reservations o
                where o.window_id = p_window and o.status = 'reserved' and o.reserved_until <= v_now
                order by o.reserved_until limit v_count));
            get diagnostics v_count = row_count;
            v_released := v_released + v_count;
        end if;
        v_held := v_held - v_released;
    end if;

    -- 3. Keys that have their answer already.
    for r in
        select q.n, q.hash, k.request_hash, k.status as answered, v.id, v.status,
               micros(v.reserved_until) as until_us, micros(v.created_at) as created_us,
               (v.price * 100)::bigint as cents, coalesce(v.pickup_code, '') as pickup_code
        from unnest(p_actor, p_key, p_hash) with ordinality q (actor, key, hash, n)
        cross join lateral (
            select i.request_hash, i.status, i.reservation_id from idempotency_keys i
            where i.user_id = q.actor and i.address = '' and i.key = q.key
              and i.created_at > v_now - interval '24 hours' limit 1) k
        left join lateral (
            select o.id, o.status, o.reserved_until, o.created_at, o.price, o.pickup_code from reservations o
            where o.id = k.reservation_id limit 1) v on true
        where q.key is not null
    loop
        if r.hash is distinct from r.request_hash or r.id is null then
            v_verdict[r.n] := 22;
        else
            v_verdict[r.n] := case r.answered when 201 then 5 else 6 end;
            v_id[r.n] := r.id; v_status[r.n] := r.status; v_until_us[r.n] := r.until_us;
            v_created_us[r.n] := r.created_us; v_cents[r.n] := r.cents; v_pickup[r.n] := r.pickup_code;
        end if;
    end loop;

    -- 4. Completing, cancelling, redeeming: before the reserving, so that what they free is sold in this batch.
    for r in
        select q.n, q.kind, q.actor, q.code, v.id, v.status, v.redeemed_at, v.pickup_code,
               micros(v.reserved_until) as until_us, micros(v.created_at) as created_us,
               (v.price * 100)::bigint as cents
        from unnest(p_kind, p_user, p_actor, p_reservation, p_code)
                with ordinality q (kind, user_id, actor, reservation_id, code, n)
        left join lateral (
            select o.id, o.status, o.redeemed_at, o.pickup_code, o.reserved_until, o.created_at, o.price
            from reservations o
            where o.id = q.reservation_id and o.window_id = p_window and o.user_id = q.user_id limit 1) v on true
        where q.kind in (2, 3, 5, 6)
    loop
        continue when v_verdict[r.n] <> 0;
        v_outcome := case
            when r.id is null then 16
            when r.status = 'expired' then 17
            when r.kind = 2 then
                case r.status when 'reserved' then 3 when 'completed' then 4 else 18 end
            when r.kind = 3 then
                case when r.status = 'reserved' then 3 when r.status = 'cancelled' then 4
                     when r.redeemed_at is not null then 19 when v_window.is_open then 3 else 10 end
            when r.kind = 6 then
                case r.status when 'cancelled' then 4 else 3 end
            when r.status = 'cancelled' then 18
            when r.status = 'reserved' then 20
            when r.code <> r.pickup_code then 21
            when r.redeemed_at is not null then 4
            else 3 end;
        v_new_status := r.status;
        if v_outcome = 3 then
            v_new_status := case r.kind when 2 then 'completed' when 5 then 'completed' else 'cancelled' end;
            if r.kind <> 5 then
                if r.status = 'reserved' then v_held := v_held - 1; else v_sold := v_sold - 1; end if;
                if r.kind = 2 then v_sold := v_sold + 1; end if;
            end if;
            v_changed_id := array_append(v_changed_id, r.id);
            v_changed_kind := array_append(v_changed_kind, r.kind);
            v_changed_status := array_append(v_changed_status, v_new_status);
            v_changed_code := array_append(v_changed_code, case r.kind when 2 then r.code else r.pickup_code end);
            v_changed_actor := array_append(v_changed_actor, r.actor);
        end if;
        v_verdict[r.n] := v_outcome;
        if r.id is not null then
            v_id[r.n] := r.id; v_status[r.n] := v_new_status; v_until_us[r.n] := r.until_us;
            v_created_us[r.n] := r.created_us; v_cents[r.n] := r.cents;
            v_pickup[r.n] := coalesce(case when v_outcome = 3 and r.kind = 2 then r.code else r.pickup_code end, '');
        end if;
    end loop;
    if cardinality(v_changed_id) > 0 then
        update reservations v
        set status = c.status, pickup_code = c.code,
            completed_at = case c.kind when 2 then v_now else v.completed_at end,
            redeemed_at = case c.kind when 5 then v_now else v.redeemed_at end,
            ended_at = case when c.kind in (3, 6) then v_now else v.ended_at end
        from unnest(v_changed_id, v_changed_kind, v_changed_status, v_changed_code) c (id, kind, status, code)
        where v.id = c.id;
        get diagnostics v_count = row_count;
        if v_count <> cardinality(v_changed_id) then
            raise exception 'desk_batch changed % of % reservations', v_count, cardinality(v_changed_id);
        end if;
        insert into audit_log (at, actor_id, action, object_type, object_id)
        select v_now, c.actor, case c.kind when 5 then 'redeemed' else 'cancelled' end,
               'reservation', c.id
        from unnest(v_changed_id, v_changed_kind, v_changed_actor) c (id, kind, actor)
        where c.kind in (5, 6);
    end if;

    -- 5. Reserving, in the order of arrival.
    v_free := v_stock - v_held - v_sold;
    if v_reserves > 0 then
        for r in
            select q.n, q.user_id, u.user_type, u.is_active, h.id, h.reserved_until, h.created_at, h.price,
                   case when not v_window.reserve_radius_check then true
                        when q.latitude is not null then
                            st_dwithin(st_setsrid(st_makepoint(q.longitude, q.latitude), 4326)::geography,
                                       v_window.location, v_window.radius_m)
                        else st_dwithin(u.location, v_window.location, v_window.radius_m) end as near,
                   (select count(*) from reservations c
                    where c.window_id = p_window and c.user_id = q.user_id and c.status = 'completed') as bought
            from unnest(p_kind, p_user, p_latitude, p_longitude) with ordinality q (kind, user_id, latitude, longitude, n)
            left join lateral (
                select o.user_type, o.is_active, o.location from users o where o.id = q.user_id limit 1) u on true
            left join lateral (
                select o.id, o.reserved_until, o.created_at, o.price from reservations o
                where o.window_id = p_window and o.user_id = q.user_id and o.status = 'reserved' limit 1) h on true
            where q.kind = 1 -- unnest gives the order of arrival, and a nested loop keeps it
        loop
            continue when v_verdict[r.n] <> 0;
            if r.id is not null then
                v_verdict[r.n] := 2;
                v_id[r.n] := r.id; v_status[r.n] := 'reserved'; v_until_us[r.n] := micros(r.reserved_until);
                v_created_us[r.n] := micros(r.created_at); v_cents[r.n] := r.price * 100;
            elsif not v_window.is_open then
                v_verdict[r.n] := 10;
            elsif r.is_active is not true or not (
                    cardinality(v_window.eligible_segments) = 0
                    or case r.user_type when 'new' then 'new_users' when 'frequent' then 'frequent_buyers'
                                        else 'regular_users' end = any (v_window.eligible_segments)) then
                v_verdict[r.n] := 11;
            elsif r.near is not true then
                v_verdict[r.n] := case when r.near is null then 13 else 12 end;
            elsif r.bought >= v_window.max_per_user then
                v_verdict[r.n] := 14;
            elsif v_free <= 0 then
                v_verdict[r.n] := 15;
            else
                v_free := v_free - 1;
                v_granted_user := array_append(v_granted_user, r.user_id);
                v_granted_at := array_append(v_granted_at, r.n::integer);
            end if;
        end loop;
    end if;
    if cardinality(v_granted_user) > 0 then
        with inserted as (
            insert into reservations (window_id, promo_id, product_id, user_id, price, reserved_until, created_at)
            select p_window, v_window.promo_id, v_window.product_id, g.user_id, v_window.price, v_until, v_now
            from unnest(v_granted_user) g (user_id)
            on conflict do nothing
            returning id, user_id
        )
        select array_agg(i.id), array_agg(i.user_id) into v_inserted_id, v_inserted_user from inserted i;
        for i in 1 .. cardinality(v_granted_user) loop
            if v_inserted_user[j] = v_granted_user[i] then
                v_held := v_held + 1;
                v_count := v_granted_at[i];
                v_verdict[v_count] := 1;
                v_id[v_count] := v_inserted_id[j]; v_status[v_count] := 'reserved';
                v_until_us[v_count] := v_hold_until_us; v_created_us[v_count] := clock_us;
                v_cents[v_count] := v_hold_cents;
                j := j + 1;
            else
                v_verdict[v_granted_at[i]] := 23;
            end if;
        end loop;
    end if;

    -- 6. The answers that a repeat gets again. Sorted, so that batches of two windows never wait in a circle.
    insert into idempotency_keys as k (user_id, key, request_hash, status, reservation_id, created_at)
    select q.actor, q.key, q.hash, case q.verdict when 1 then 201 else 200 end, q.id, v_now
    from unnest(p_actor, p_key, p_hash, v_verdict, v_id) q (actor, key, hash, verdict, id)
    where q.key is not null and q.verdict between 1 and 4
    order by q.actor, q.key
    on conflict (user_id, address, key) do update
    set request_hash = excluded.request_hash, status = excluded.status, response = null,
        reservation_id = excluded.reservation_id, created_at = excluded.created_at
    where k.created_at <= v_now - interval '24 hours';

    -- 7. The counters, only if they change, and who waits for a unit to return.
    stock := v_stock; held := v_held; sold := v_sold; revision := v_counters.revision;
    if v_held <> v_counters.held or v_sold <> v_counters.sold then
        revision := revision + 1;
        update window_counters c set held = v_held, sold = v_sold, revision = c.revision + 1 where c.window_id = p_window;
        if v_counters.held + v_counters.sold >= v_stock and v_held + v_sold < v_stock and v_window.is_open then
            perform ring_restock_watchers(p_window);
        end if;
    end if;
    for i in 1 .. v_size loop
        if p_kind[i] = 4 and v_verdict[i] = 0 then v_verdict[i] := 3; end if;
    end loop;
    select v.reserved_until into v_deadline from reservations v
    where v.window_id = p_window and v.status = 'reserved' and v.reserved_until is not null
    order by v.reserved_until limit 1;
    next_deadline_us := coalesce(micros(v_deadline), 0);
    verdict := v_verdict; reservation_id := v_id; status := v_status; reserved_until_us := v_until_us;
    created_at_us := v_created_us; price_cents := v_cents; pickup_code := v_pickup;
    promo_id := v_window.promo_id; product_id := v_window.product_id; is_open := v_window.is_open;
end $$;

-- The answer to a batch of reserve requests while a window is sold out, without its lock and without a commit: stored
-- keys and the callers' own holds, and sold out for all others. When the window is not sold out any more, or a hold is
-- overdue, `verdict` is NULL: ask desk_batch.
create or replace function desk_sold_out(
    p_window bigint, p_user bigint[], p_key text[], p_hash text[],
    out verdict integer[], out reservation_id bigint[], out status text[], out reserved_until_us bigint[],
    out created_at_us bigint[], out price_cents bigint[], out pickup_code text[],
    out promo_id bigint, out product_id bigint, out is_open boolean, out stock integer, out held integer,
    out sold integer, out revision bigint, out next_deadline_us bigint, out clock_us bigint
)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set enable_material = off set enable_sort = off set jit = off
as $$
#variable_conflict use_column
declare
    v_now timestamptz := app_clock();
    v_deadline timestamptz;
begin
    clock_us := micros(v_now);
    select w.promo_id, w.product_id, c.stock, c.held, c.sold, c.revision,
           w.state = 'scheduled' and w.opens_at <= v_now and v_now < w.closes_at
    into promo_id, product_id, stock, held, sold, revision, is_open
    from window_counters c join promo_windows w on w.id = c.window_id where c.window_id = p_window;
    select v.reserved_until into v_deadline from reservations v
    where v.window_id = p_window and v.status = 'reserved' and v.reserved_until is not null
    order by v.reserved_until limit 1;
    next_deadline_us := coalesce(micros(v_deadline), 0);
    if is_open is not true or held + sold < stock or (next_deadline_us > 0 and next_deadline_us <= clock_us) then
        return;
    end if;
    select array_agg(case when k.key is not null then
                              case when k.request_hash is distinct from q.hash or v.id is null then 22
                                   when k.status = 201 then 5 else 6 end
                          when v.id is not null then 2
                          else 15 end order by q.n),
           array_agg(coalesce(v.id, 0) order by q.n), array_agg(coalesce(v.status, '') order by q.n),
           array_agg(coalesce(micros(v.reserved_until), 0) order by q.n),
           array_agg(coalesce(micros(v.created_at), 0) order by q.n),
           array_agg(coalesce((v.price * 100)::bigint, 0) order by q.n), array_agg(coalesce(v.pickup_code, '') order by q.n)
    into verdict, reservation_id, status, reserved_until_us, created_at_us, price_cents, pickup_code
    from unnest(p_user, p_key, p_hash) with ordinality q (user_id, key, hash, n)
    left join lateral (
        select i.key, i.request_hash, i.status, i.reservation_id from idempotency_keys i
        where i.user_id = q.user_id and i.address = '' and i.key = q.key
          and i.created_at > v_now - interval '24 hours' limit 1) k on true
    left join lateral (
        select o.id from reservations o
        where o.window_id = p_window and o.user_id = q.user_id and o.status = 'reserved' limit 1) h on true
    left join lateral (
        select o.id, o.status, o.reserved_until, o.created_at, o.price, o.pickup_code from reservations o
        where o.id = case when k.key is not null then k.reservation_id else h.id end limit 1) v on true;
end $$;

-- The windows that have holds overdue by more than `p_grace`: what no timer released. It steps from window to window
-- through the index of deadlines, so its cost follows the windows that have holds.
create or replace function desk_overdue_windows(p_grace interval) returns setof bigint
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off
as $$
#variable_conflict use_column
declare
    v_before timestamptz := app_clock() - p_grace;
    v_window bigint := 0;
    v_deadline timestamptz;
begin
    loop
        select v.window_id, v.reserved_until into v_window, v_deadline from reservations v
        where v.window_id > v_window and v.status = 'reserved' and v.reserved_until is not null
        order by v.window_id, v.reserved_until limit 1;
        exit when not found;
        if v_deadline <= v_before then
            return next v_window;
        end if;
    end loop;
end $$;
