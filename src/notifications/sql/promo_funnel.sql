-- From who was matched to who came, of the newest windows that have begun to be staged.
select w.id, w.opens_at, w.closes_at,
       case when w.state <> 'scheduled' then w.state
            when w.closes_at <= app_clock() then 'ended'
            when w.opens_at <= app_clock() then 'open'
            else 'scheduled' end,
       c.stock, n.matched, n.notified, n.opened, r.held, r.bought, r.redeemed, r.cancelled, r.expired
from (
    select x.id, x.opens_at, x.closes_at, x.state, x.created_on
    from promo_windows x
    where x.promo_id = $1::bigint and x.opens_at <= app_clock() + interval '60 seconds' and x.state <> 'skipped'
    order by x.opens_on desc
    limit $2::bigint
) w
join window_counters c on c.window_id = w.id
cross join lateral (
    select count(*) as matched, count(*) filter (where m.delivery_status = 'delivered') as notified,
           count(m.opened_at) as opened
    from notifications m
    where m.window_id = w.id and m.window_created_on = w.created_on and m.notification_type = 'flash_promo'
) n
cross join lateral (
    select count(*) as held, count(*) filter (where m.status = 'completed') as bought, count(m.redeemed_at) as redeemed,
           count(*) filter (where m.status = 'cancelled') as cancelled,
           count(*) filter (where m.status = 'expired') as expired
    from reservations m
    where m.window_id = w.id
) r
order by w.opens_at desc
