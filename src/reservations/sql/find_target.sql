-- What decides where a request about a reservation goes and who may make it.
select r.window_id, r.user_id, s.owner_id
from reservations r
join promo_windows w on w.id = r.window_id
join stores s on s.id = w.store_id
where r.id = $1::bigint
