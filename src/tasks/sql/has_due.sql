select exists (select from outbox where due_at <= app_clock())
