select revision, stock - held - sold as left, next_deadline_us, clock_us
from desk_batch($1::bigint, '{4}'::integer[], '{0}'::bigint[], '{0}'::bigint[], '{0}'::bigint[], '{NULL}'::float8[],
                '{NULL}'::float8[], '{NULL}'::text[], '{NULL}'::text[], '{NULL}'::text[])
