-- A reservation by id.
select to_jsonb(found)::text
from (select r.id, r.window_id, r.promo_id, r.user_id, r.price, r.status, r.reserved_until, r.created_at, r.completed_at, r.redeemed_at,
             r.ended_at
      from reservations r
      where $1 = '' or r.id = case when $1 ~ '^[0-9]{1,18}$' then $1::bigint end
      order by r.id desc limit 10) found
