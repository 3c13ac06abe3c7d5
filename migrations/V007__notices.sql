-- A notice is staged before its opening, so the day that it counts for is not the day that its row was made.
alter table notifications rename column created_at to due_at;
comment on column notifications.due_at is
    'when the shopper is to be told: the opening, or the moment of the matching if that is later';

-- Functions of R__matching.sql whose arguments or columns changed before anything called them.
drop function if exists is_quiet(timestamptz, text, time, time);
drop function if exists suppress_reason(bigint, boolean, text, time, time, integer, timestamptz, bigint, boolean);
drop function if exists stage_notifications(bigint, integer, bigint, bigint, bigint[], boolean);
drop function if exists release_window(bigint, integer);
drop function if exists claim_notifications(bigint, integer, bigint, bigint);
drop function if exists mark_published(bigint, bigint[]);
drop function if exists deliver_notifications(bigint[], bigint[], date[], integer[], text[], text[], integer[]);
drop function if exists republish_notifications(integer);

-- `id is not null` holds always; it keeps this index out of the plans that look for one notice by its primary key, where,
-- planned on an empty table, it would read a shopper's whole inbox.
drop index notifications_inbox;
create index notifications_inbox on notifications (user_id, id) where id is not null;
