-- What is still worth showing: unread, of a window that is not over, to who is still subscribed.
select n.id, n.user_id, p.id, p.endpoint, p.p256dh, p.auth, n.notification_type, s.name, coalesce(n.message, ''), n.promo_id,
       w.id, ceil(extract(epoch from w.closes_at - app_clock()))::bigint
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as x (notice, shopper, subscription)
join notifications n on n.user_id = x.shopper and n.id = x.notice and n.id is not null
join push_subscriptions p on p.id = x.subscription and p.user_id = x.shopper
join promo_windows w on w.id = n.window_id
join stores s on s.id = n.store_id
where n.read_at is null and n.delivery_status = 'delivered' and w.state = 'scheduled' and w.closes_at > app_clock()
