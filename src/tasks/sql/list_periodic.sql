select id, name, every_seconds, crontab, coalesce(last_run_at, updated_at), app_clock()
from periodic_tasks
where is_enabled
