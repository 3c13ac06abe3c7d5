-- Who is near enough, counted anew and without the matching.
select count(*)
from users u, promo_windows w
join stores s on s.id = w.store_id
where w.promo_id = $1::bigint and u.is_active and st_dwithin(u.location, s.location, w.radius_m)
