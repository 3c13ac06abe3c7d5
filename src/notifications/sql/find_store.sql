select id, owner_id, name, time_zone, (app_clock() at time zone time_zone)::date
from stores
where case when $2::bigint is null then owner_id = $1::bigint else id = $2::bigint end
order by id
limit 1
