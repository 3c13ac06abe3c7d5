select window_id, revision, stock - held - sold
from window_counters
where window_id = any ($1::bigint[])
