-- The window of a promo that a reserve request is judged against: the one that opened last. No row: no such promo.
select (select w.id from promo_windows w
        where w.promo_id = p.id and w.state <> 'skipped' and w.opens_at <= app_clock()
        order by w.opens_at desc limit 1) as window_id
from flash_promos p
where p.id = $1::bigint and p.deleted_at is null
