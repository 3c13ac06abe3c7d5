update periodic_tasks
set last_run_at = $2::timestamptz, total_run_count = total_run_count + 1
where id = $1::bigint
