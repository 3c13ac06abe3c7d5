select id, name, task, every_seconds, crontab, args, kwargs, queue, coalesce(last_run_at, updated_at), app_clock()
from periodic_tasks
where id = $1::bigint and is_enabled
for no key update skip locked
