select w.created_on, p.name, s.name, w.price, w.currency, to_char(w.closes_at at time zone s.time_zone, 'HH24:MI')
from promo_windows w
join products p on p.id = w.product_id
join stores s on s.id = w.store_id
where w.id = $1::bigint
