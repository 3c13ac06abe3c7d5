-- The one window of a promo: when it opened and what its counters say.
select w.id, extract(epoch from w.released_at - w.opens_at)::float8 * 1000, c.stock, c.held, c.sold
from promo_windows w
join window_counters c on c.window_id = w.id
where w.promo_id = $1::bigint
