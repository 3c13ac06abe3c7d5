-- The row stays, empty, because the ledger names it.
with browsers as (delete from push_subscriptions where user_id = $1::bigint),
     watches as (delete from restock_watches where user_id = $1::bigint),
     resets as (delete from password_resets where user_id = $1::bigint),
     sessions as (delete from refresh_tokens where user_id = $1::bigint),
     answers as (delete from idempotency_keys where user_id = $1::bigint)
update users
set username = 'erased-' || id, email = '', password_hash = '!', first_name = '', last_name = '', phone_number = '',
    location = null, time_zone = 'UTC', locale = 'en', preferences = '{}', quiet_from = null, quiet_until = null,
    is_active = false, is_staff = false, is_superuser = false, erased_at = app_clock(), updated_at = app_clock()
where id = $1::bigint
