-- Counting ends at the limit: of a radius over a city's centre nobody needs the exact number.
select s.time_zone, (
    select count(*) from (
        select from users u
        where u.is_active and st_dwithin(u.location, s.location, $2::integer)
          and (cardinality($3::text[]) = 0 or segment_name(u.user_type) = any ($3::text[]))
        limit $4::bigint
    ) x
)
from products p
join stores s on s.id = p.store_id
where p.id = $1::bigint
