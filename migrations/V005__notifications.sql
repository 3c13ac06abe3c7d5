-- The inboxes. Partitioned by month of the window's creation (R__partitions.sql adds and drops the months). No foreign
-- keys: the matching proves them, and they doubled the time of an insert.

create sequence notifications_id_seq;

create table notifications (
    id bigint not null default nextval('notifications_id_seq'),
    window_id bigint not null,
    user_id bigint not null,
    window_created_on date not null,
    store_id bigint not null,
    promo_id bigint not null,
    -- The window's version that was matched.
    window_version integer not null default 1,
    notification_type text not null default 'flash_promo',
    delivery_status text not null default 'staged',
    -- The part that still has work: unchanged from 'staged' to 'published', so that those updates stay in their page.
    is_open boolean not null generated always as (delivery_status in ('staged', 'pending', 'published')) stored,
    -- Why it was suppressed or failed.
    reason text,
    message text,
    created_at timestamptz not null default app_clock(),
    published_at timestamptz,
    -- API: sent_at is the moment of delivery to the inbox.
    sent_at timestamptz,
    -- What SQS said when it brought the notice: the proof of delivery.
    sqs_message_id text,
    sqs_receive_count integer,
    opened_at timestamptz,
    read_at timestamptz,
    constraint notifications_one_a_user_and_window
        primary key (window_id, user_id, notification_type, window_created_on),
    constraint notifications_type_known check (notification_type in ('flash_promo', 'restock')),
    constraint notifications_status_known
        check (delivery_status in ('staged', 'pending', 'published', 'delivered', 'failed', 'suppressed')),
    constraint notifications_delivered_by_sqs
        check (delivery_status <> 'delivered' or sqs_message_id is not null)
) partition by range (window_created_on);
create index notifications_open on notifications (window_id, id) where is_open;
create index notifications_inbox on notifications (user_id, id);
