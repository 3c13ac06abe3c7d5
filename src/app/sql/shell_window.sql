-- A window by id, with its counters.
select to_jsonb(found)::text
from (select w.id, w.promo_id, w.store_id, w.opens_at, w.closes_at, w.price, w.state, w.skip_reason, w.staged_at, w.released_at,
             c.stock, c.held, c.sold, c.revision
      from promo_windows w left join window_counters c on c.window_id = w.id
      where $1 = '' or w.id = case when $1 ~ '^[0-9]{1,18}$' then $1::bigint end
      order by w.id desc limit 10) found
