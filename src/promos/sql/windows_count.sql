select count(id)
from promo_windows
where promo_id = $1::bigint
