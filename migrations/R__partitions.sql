-- Months of `notifications`. The functions belong to the owner of the schema (security definer), because the serving
-- role may not change tables; they take nothing but a date.

-- The month that contains `day`; harmless when it is there.
create or replace function add_notifications_month(day date) returns void
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    first date := date_trunc('month', day)::date;
    next date := (first + interval '1 month')::date;
    part text := 'notifications_' || to_char(first, 'YYYY_MM');
begin
    perform pg_advisory_xact_lock(hashtext('notifications_months'));
    if to_regclass(part) is not null then
        return;
    end if;
    -- Made apart and attached: CREATE ... PARTITION OF would lock out every reader of the inboxes.
    execute format('create table %I (like notifications including defaults including generated including constraints)'
                   ' with (fillfactor = 60)', part);
    execute format('alter table %I add constraint %I check (window_created_on >= %L and window_created_on < %L)',
                   part, part || '_range', first, next);
    execute format('alter table notifications attach partition %I for values from (%L) to (%L)', part, first, next);
end $$;

-- Drops the months that end before `day`; gives how many.
create or replace function drop_notifications_months(day date) returns integer
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    part text;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('notifications_months'));
    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'notifications'::regclass and c.relname ~ '^notifications_\d{4}_\d{2}$'
          and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= date_trunc('month', day)
    loop
        execute format('drop table %I', part);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;

revoke execute on function add_notifications_month(date), drop_notifications_months(date) from public;
grant execute on function add_notifications_month(date), drop_notifications_months(date) to marketplace_app;

select add_notifications_month((app_clock() at time zone 'UTC' + make_interval(months => m))::date)
from generate_series(-1, 2) as m;
