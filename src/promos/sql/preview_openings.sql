-- As promo_openings() makes them, for a promo that is not saved yet, further ahead.
select t.opens_at, t.closes_at,
       case when t.closes_at > t.opens_at then 'scheduled' else 'skipped' end,
       case when t.closes_at <= t.opens_at
            then 'clock_change: the wall times of this window do not exist on this day' end
from products p
join stores s on s.id = p.store_id
cross join lateral template_days(
    coalesce($4::date, (app_clock() at time zone s.time_zone)::date), $5::date, $6::integer[], s.time_zone, app_clock(),
    $7::integer) d (day)
cross join lateral template_times(d.day, $2::time, $3::time, s.time_zone) t
where p.id = $1::bigint and greatest(t.closes_at, t.opens_at) > app_clock()
order by d.day
limit $8::bigint
