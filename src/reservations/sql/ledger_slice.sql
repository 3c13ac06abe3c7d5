-- Recounts the next windows after $1, all in this statement's one snapshot: how many there were, the last of them, and a
-- row's worth of arrays for those that disagree. $3: how long a hold may be overdue, in ms; NULL: for ever.
with slice as materialized (
    select c.window_id, c.stock, c.held, c.sold
    from window_counters c where c.window_id > $1::bigint order by c.window_id limit $2::bigint
), counted as (
    select s.window_id, s.stock, s.held, s.sold, w.max_per_user, held_now.n as held_rows, held_now.overdue,
           sold_now.n as sold_rows
    from slice s
    join promo_windows w on w.id = s.window_id
    cross join lateral (
        select count(*) as n,
               count(*) filter (where r.reserved_until < app_clock() - $3::bigint * interval '1 millisecond') as overdue
        from reservations r where r.window_id = s.window_id and r.status = 'reserved') held_now
    cross join lateral (
        select count(*) as n from reservations r where r.window_id = s.window_id and r.status = 'completed') sold_now
), by_user as (
    select c.window_id, count(*) filter (where u.active > 1) as doubled, count(*) filter (where u.bought + u.active > c.max_per_user) as over_limit
    from counted c
    cross join lateral (
        select r.user_id, sum(r.active) as active, sum(r.bought) as bought
        from (select h.user_id, 1 as active, 0 as bought from reservations h
              where h.window_id = c.window_id and h.status = 'reserved'
              union all
              select b.user_id, 0, 1 from reservations b
              where b.window_id = c.window_id and b.status = 'completed') r
        group by r.user_id) u
    group by c.window_id
), notices as (
    select n.window_id, count(*) as doubled
    from (select i.window_id from notifications i join slice s on s.window_id = i.window_id
          group by i.window_id, i.user_id, i.notification_type having count(*) > 1) n
    group by n.window_id
), judged as (
    select c.window_id,
           concat_ws('; ',
               case when c.held <> c.held_rows then format('held is %s, its rows are %s', c.held, c.held_rows) end,
               case when c.sold <> c.sold_rows then format('sold is %s, its rows are %s', c.sold, c.sold_rows) end,
               case when c.held_rows + c.sold_rows > c.stock
                   then format('%s held and %s sold of %s', c.held_rows, c.sold_rows, c.stock) end,
               case when b.over_limit > 0 then format('%s shoppers over the limit of %s', b.over_limit, c.max_per_user) end,
               case when b.doubled > 0 then format('%s shoppers with a second active hold', b.doubled) end,
               case when c.overdue > 0 then format('%s holds overdue', c.overdue) end,
               case when n.doubled > 0 then format('%s shoppers notified twice', n.doubled) end) as why,
           (c.held, c.sold) is distinct from (c.held_rows::integer, c.sold_rows::integer) as counters_wrong
    from counted c
    left join by_user b on b.window_id = c.window_id
    left join notices n on n.window_id = c.window_id
)
select (select count(*) from slice) as windows,
       coalesce((select max(s.window_id) from slice s), 0) as last_window,
       coalesce(array_agg(j.window_id order by j.window_id) filter (where j.why <> ''), '{}') as window_ids,
       coalesce(array_agg(j.why order by j.window_id) filter (where j.why <> ''), '{}') as whys,
       coalesce(array_agg(j.counters_wrong::integer order by j.window_id) filter (where j.why <> ''), '{}') as counters_wrong
from judged j
