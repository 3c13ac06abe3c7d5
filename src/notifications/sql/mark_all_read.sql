-- The newest ones; who has more unread asks again.
update notifications n
set read_at = app_clock()
from (
    select x.window_id, x.user_id, x.notification_type, x.window_created_on
    from notifications x
    where x.user_id = $1::bigint and x.id is not null and x.delivery_status = 'delivered' and x.read_at is null
    order by x.id desc
    limit $2::bigint
) unread
where n.window_id = unread.window_id and n.user_id = unread.user_id
  and n.notification_type = unread.notification_type and n.window_created_on = unread.window_created_on
returning n.id
