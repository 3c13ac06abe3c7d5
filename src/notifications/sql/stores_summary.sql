select s.id, s.name, t.sent, t.delivered, t.shoppers
from (select x.id, x.name from stores x order by x.id limit $2::bigint offset $3::bigint) s
cross join lateral (
    select count(*) as sent, count(*) filter (where n.delivery_status = 'delivered') as delivered,
           count(distinct n.user_id) as shoppers
    from promo_windows w
    join notifications n on n.window_id = w.id and n.window_created_on = w.created_on
    where w.store_id = s.id and w.created_on >= (app_clock() - make_interval(days => $1::integer + 12))::date
      and n.delivery_status in ('published', 'delivered', 'failed')
      and coalesce(n.published_at, n.due_at) > app_clock() - make_interval(days => $1::integer)
) t
order by s.id
