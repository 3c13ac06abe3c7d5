-- For each hold that ran out, in order: milliseconds from its deadline to the next sale of its unit.
with lapsed as (
    select row_number() over (order by r.reserved_until, r.id) as nth, r.reserved_until
    from reservations r
    where r.promo_id = $1::bigint and r.status = 'expired'
), resold as (
    select row_number() over (order by r.created_at, r.id) as nth, r.created_at
    from reservations r
    where r.promo_id = $1::bigint and r.created_at >= (select min(l.reserved_until) from lapsed l)
)
select extract(epoch from s.created_at - l.reserved_until)::float8 * 1000
from lapsed l
join resold s on s.nth = l.nth
order by l.nth
