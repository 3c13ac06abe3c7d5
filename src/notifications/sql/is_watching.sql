-- Of the window that is open; who has been told waits no more.
select f.id, exists (
    select from restock_watches r
    join promo_windows w on w.id = r.window_id
    where r.user_id = $2::bigint and r.promo_id = f.id and r.notified_at is null
      and w.state = 'scheduled' and w.closes_at > app_clock()
)
from flash_promos f
where f.id = $1::bigint and f.deleted_at is null
