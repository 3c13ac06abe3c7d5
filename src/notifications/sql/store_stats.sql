-- The days are the store's own. What is staged, nobody has been told of.
with told as (
    select n.user_id, n.notification_type as kind, n.delivery_status as status,
           n.delivery_status in ('published', 'delivered', 'failed') as is_sent,
           (coalesce(n.published_at, n.due_at) at time zone $2::text)::date as day
    from promo_windows w
    join notifications n on n.window_id = w.id and n.window_created_on = w.created_on
    where w.store_id = $1::bigint and w.created_on >= $3::date - 12 and n.delivery_status <> 'staged'
)
select case grouping(t.status, t.day, t.kind) when 3 then 'status' when 5 then 'day' when 6 then 'type' else 'all' end,
       coalesce(t.status, t.day::text, t.kind, ''), count(*), count(*) filter (where t.is_sent),
       case when grouping(t.status, t.day, t.kind) = 7 then count(distinct t.user_id) filter (where t.is_sent) else 0 end
from told t
where t.day between $3::date and $4::date
group by grouping sets ((), (t.status), (t.day), (t.kind))
order by 1, 2
