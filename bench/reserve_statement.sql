-- pgbench, one client: the desk's own statement alone, a whole batch of shoppers who have not asked yet, without HTTP.
-- Set by -D: window_id, size (of a batch), last_user (the one before the first).
\set first_user :last_user + 1
\set last_user :last_user + :size
select held
from desk_batch(:window_id::bigint, array_fill(1, array[:size::integer]),
                (select array_agg(u) from generate_series(:first_user::bigint, :last_user::bigint) u),
                (select array_agg(u) from generate_series(:first_user::bigint, :last_user::bigint) u),
                array_fill(0::bigint, array[:size::integer]), array_fill(null::float8, array[:size::integer]),
                array_fill(null::float8, array[:size::integer]), array_fill(null::text, array[:size::integer]),
                array_fill(null::text, array[:size::integer]), array_fill(null::text, array[:size::integer]));
