-- pgbench: what a usual implementation does for one shopper, in one transaction: lock the row of the stock, look at the
-- shopper, their other reservations and the window, insert, count. Set by -D: window_id, first_user, users.
\set user_id random(:first_user, :first_user + :users - 1)
begin;
select stock, held, sold from window_counters where window_id = :window_id for no key update;
select w.closes_at, w.price, w.hold_seconds, w.max_per_user, u.user_type, st_dwithin(u.location, s.location, w.radius_m)
from promo_windows w join stores s on s.id = w.store_id join users u on u.id = :user_id where w.id = :window_id;
select count(*) from reservations where window_id = :window_id and user_id = :user_id;
insert into reservations (window_id, promo_id, product_id, user_id, price, reserved_until)
select id, promo_id, product_id, :user_id, price, app_clock() + hold_seconds * interval '1 second'
from promo_windows where id = :window_id
on conflict do nothing;
update window_counters set held = held + 1, revision = revision + 1 where window_id = :window_id and held + sold < stock;
commit;
