select w.id, w.opens_on, w.opens_at, w.closes_at,
       case when w.state <> 'scheduled' then w.state
            when w.closes_at <= app_clock() then 'ended'
            when w.opens_at <= app_clock() then 'open'
            else 'scheduled' end,
       w.skip_reason, w.price, c.stock, c.held, c.sold, w.version, w.released_at
from promo_windows w
join window_counters c on c.window_id = w.id
where w.promo_id = $1::bigint
order by w.opens_on
limit $2::bigint offset $3::bigint
