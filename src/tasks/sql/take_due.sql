delete from outbox
where id in (select id from outbox where due_at <= app_clock() order by due_at limit 500 for update skip locked)
returning id, task, args, kwargs, queue, eta, expires_at
